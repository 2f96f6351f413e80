export interface GraphqlTarget {
  readonly endpoint: string;
  readonly apiKey: string;
}

interface GraphqlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

const timeoutMs = 10_000;

/**
 * Posts an operation to a GraphQL endpoint with an API key.
 * @throws Error with the endpoint's own words when it refuses, or what the connection failed of.
 */
export async function graphqlRequest<Data>(
  { endpoint, apiKey }: GraphqlTarget,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Data> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(timeoutMs),
    credentials: 'omit',
  });
  // The operation selects what `Data` says; anything else is an error entry.
  const { data, errors } = (await response.json()) as GraphqlAnswer<Data>;
  const [error] = errors ?? [];
  if (error !== undefined) throw new Error(error.message);
  if (data === undefined || data === null) throw new Error(`mesh: data is expected, got status ${response.status}`);
  return data;
}
