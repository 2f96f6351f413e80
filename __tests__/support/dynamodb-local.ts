import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';

const startTimeoutMs = 30_000;
const mainClass = 'software.amazon.dynamodb.services.local.main.ServerRunner';

export interface RunningDynamodbLocal {
  readonly url: string;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
  return address.port;
}

/**
 * Starts Amazon's DynamoDB Local, in memory, from the directory of jars and native libraries that
 * `TRISTAGE_DYNAMODB_LOCAL` names.
 */
export async function startDynamodbLocal(): Promise<RunningDynamodbLocal> {
  const directory = process.env.TRISTAGE_DYNAMODB_LOCAL ?? '';
  const port = await freePort();
  const child = spawn(
    'java',
    [
      `-Djava.library.path=${directory}`,
      '-cp',
      join(directory, '*'),
      mainClass,
      '-inMemory',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}/`;
  const deadline = Date.now() + startTimeoutMs;
  while (!(await answers(url))) {
    if (Date.now() > deadline || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`${directory}: DynamoDB Local must answer within ${startTimeoutMs} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    close: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    // Nobody listens yet: the caller asks again.
    return false;
  }
}
