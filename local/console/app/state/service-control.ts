import { type ConsoleService } from '../../protocol';

async function post(action: string, body: Readonly<Record<string, string>>): Promise<number> {
  const response = await fetch(`api/services/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  // The server of this very page writes both shapes.
  const answer = (await response.json()) as { readonly desiredCount?: number; readonly message?: string };
  if (answer.desiredCount === undefined) {
    throw new Error(answer.message ?? `api/services/${action}: got status ${response.status}`);
  }
  return answer.desiredCount;
}

/** Each resolves to the desired count of the service. @throws Error with the server's words when it refuses */
export const serviceControl = {
  stop: ({ cluster, serviceName }: ConsoleService): Promise<number> => post('stop', { cluster, service: serviceName }),
  start: ({ cluster, serviceName }: ConsoleService): Promise<number> =>
    post('start', { cluster, service: serviceName }),
  /** Resolves when its programs have ended, which takes as long as the requests that are open. */
  stopTask: (taskId: string): Promise<number> => post('stop-task', { taskId }),
};
