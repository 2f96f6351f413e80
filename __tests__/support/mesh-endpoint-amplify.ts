/**
 * A program that uses a GraphQL API by Amplify as a web page would. It reads requests, one JSON text a line, from
 * standard input and answers each by a line of the same id; what a subscription gets comes as lines with `message`.
 */
import { createInterface } from 'node:readline';
import { Amplify } from 'aws-amplify';
import { CONNECTION_STATE_CHANGE, generateClient } from 'aws-amplify/api';
import { Hub } from 'aws-amplify/utils';
import { WebSocket } from 'ws';

interface Request {
  readonly id: number;
  readonly action: 'graphql' | 'subscribe' | 'unsubscribe';
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const [endpoint = '', apiKey = ''] = process.argv.slice(2);
// A browser has it; Node 20 has not.
Object.assign(globalThis, { WebSocket });
Amplify.configure({ API: { GraphQL: { endpoint, apiKey, defaultAuthMode: 'apiKey' } } });
const client = generateClient();
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

interface HubPayload {
  readonly event: string;
  readonly data?: { readonly connectionState: string };
}
Hub.listen('api', ({ payload }: { payload: HubPayload }) => {
  if (payload.event === CONNECTION_STATE_CHANGE) say({ state: payload.data?.connectionState });
});

const subscriptions = new Map<number, { unsubscribe(): void }>();

async function answer({ id, action, query, variables }: Request): Promise<void> {
  if (action === 'unsubscribe') {
    subscriptions.get(id)?.unsubscribe();
    say({ id, result: null });
    return;
  }
  const result = client.graphql({ query, variables });
  if ('subscribe' in result) {
    const subscription = result.subscribe({
      next: (message) => say({ id, message }),
      error: (error: unknown) => say({ id, error }),
    });
    subscriptions.set(id, subscription);
    return;
  }
  try {
    say({ id, result: await result });
  } catch (error) {
    // Amplify throws the reply of the service when it holds errors.
    say({ id, error });
  }
}

createInterface({ input: process.stdin })
  .on('line', (line) => void answer(JSON.parse(line) as Request))
  .on('close', () => process.exit());
