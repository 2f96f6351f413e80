import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type RunningAwsEndpoint, startAwsEndpoint } from '../../local/runtime/aws-endpoint/aws-endpoint';
import { createRuntimeEvents } from '../../local/runtime/events';
import { ParameterStore } from '../../local/runtime/ssm/parameter-store';
import { ssmService } from '../../local/runtime/ssm/ssm-service';
import { freePort } from './free-port';
import { ManualClock } from './manual-clock';
import { builtWebApp } from './web-app-build';

const account = { accountId: '111122223333', region: 'ap-northeast-1' };
const startTimeoutMs = 20_000;

export type LogLine = Readonly<Record<string, unknown>>;

/** The built site as its container runs it: a process with the variables of a task. */
export class WebApp {
  readonly #child: ChildProcess;
  /** Lines of its log so far; a line that is no JSON is there as `{ text }`. */
  readonly lines: LogLine[] = [];

  private constructor(
    readonly url: string,
    child: ChildProcess,
  ) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(parseLine(line)));
    }
  }

  /**
   * Starts a build, by default that of the sources.
   * @throws Error with the log when the process does not serve within 20 s.
   */
  static async start(environment: Readonly<Record<string, string>> = {}, build?: string): Promise<WebApp> {
    const output = build ?? (await builtWebApp()).output;
    const port = await freePort();
    const child = spawn(process.execPath, [join(output, 'server/index.mjs')], {
      env: {
        ...{ PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', STAGE: 'stg' },
        ...{ AWS_REGION: account.region, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
        // Nothing listens there: a test that needs parameters says where they are.
        ...{ AWS_ENDPOINT_URL: 'http://127.0.0.1:9', LOG_LEVEL: 'DEBUG', ...environment },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const app = new WebApp(`http://127.0.0.1:${port}`, child);
    const exit = once(child, 'exit');
    const deadline = performance.now() + startTimeoutMs;
    while (!app.lines.some(({ event }) => event === 'started')) {
      const ended = await Promise.race([exit, new Promise<undefined>((resolve) => setTimeout(resolve, 10, undefined))]);
      if (ended !== undefined || performance.now() > deadline) {
        child.kill('SIGKILL');
        throw new Error(`web app: it did not start: ${JSON.stringify(app.lines)}`);
      }
    }
    return app;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers, redirect: 'manual' });
  }

  async text(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Its exit code once it has ended. */
  async exitCode(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    await this.exitCode();
  }
}

function parseLine(line: string): LogLine {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : { text: line };
  } catch {
    return { text: line };
  }
}

/** A Parameter Store that the site can ask. */
export class Parameters {
  private constructor(
    readonly store: ParameterStore,
    readonly clock: ManualClock,
    readonly endpoint: RunningAwsEndpoint,
  ) {}

  static async start(): Promise<Parameters> {
    const clock = new ManualClock();
    const endpoint = await startAwsEndpoint({ ...account, clock, events: createRuntimeEvents() });
    const store = new ParameterStore({ ...account, clock });
    endpoint.mountService(ssmService(store));
    return new Parameters(store, clock, endpoint);
  }

  put(name: string, value: string, type: 'String' | 'SecureString' = 'String'): void {
    this.store.put({ name, value, type, overwrite: true });
  }

  close(): Promise<void> {
    return this.endpoint.close();
  }
}
