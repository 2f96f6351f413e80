import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AppOptions, buildApp } from '../../../../services/gateway/microservice/app';
import { RecordStore } from '../../../../services/gateway/microservice/record-store';
import { tableName } from './running-table';

export const now = new Date('2030-01-02T03:04:05.678Z');

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface UsersApp {
  readonly url: string;
  /** Log lines so far. */
  readonly lines: Record<string, unknown>[];
  /** Sends an object as JSON and a string as it is. */
  call(method: string, path: string, payload?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  close(): Promise<void>;
}

/** The users service on a table, listening on this machine. */
export async function startUsers(client: DynamoDBDocumentClient, options: Partial<AppOptions> = {}): Promise<UsersApp> {
  const lines: Record<string, unknown>[] = [];
  const app = await buildApp({
    serviceName: 'users',
    title: 'User Service',
    path: '/users',
    version: '1.0.0',
    fields: { name: 'text', email: 'email' },
    store: new RecordStore({ client, tableName, now: () => now }),
    logLevel: 'INFO',
    logOutput: {
      write: (text) => {
        for (const line of text.trim().split('\n')) lines.push(JSON.parse(line) as Record<string, unknown>);
      },
    },
    now: () => now,
    ...options,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    lines,
    call: async (method, path, payload, headers = {}) => {
      const type: Record<string, string> = payload === undefined ? {} : { 'content-type': 'application/json' };
      const body = payload === undefined || typeof payload === 'string' ? payload : JSON.stringify(payload);
      const reply = await fetch(`${url}${path}`, {
        method,
        headers: { ...type, ...headers },
        ...(body !== undefined && { body }),
      });
      const text = await reply.text();
      const answer: unknown = text === '' ? undefined : JSON.parse(text);
      return { status: reply.status, body: answer, headers: Object.fromEntries(reply.headers) };
    },
    close: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
