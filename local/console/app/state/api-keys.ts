import { type ConsoleApiKey } from '../../protocol';

/**
 * The keys of an API, first the one to use. They travel only when the page asks.
 * @throws Error with the server's words when it refuses
 */
export async function fetchApiKeys(apiId: string): Promise<readonly ConsoleApiKey[]> {
  const response = await fetch('api/keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiId }),
  });
  // The server of this very page writes both shapes.
  const body = (await response.json()) as { readonly keys?: readonly ConsoleApiKey[]; readonly message?: string };
  if (body.keys === undefined) throw new Error(body.message ?? `api/keys: got status ${response.status}`);
  return body.keys;
}
