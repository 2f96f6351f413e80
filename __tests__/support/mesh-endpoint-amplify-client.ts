import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type GraphqlBody } from './mesh-endpoint-client';

interface Line {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly message?: GraphqlBody;
  readonly state?: string;
}

interface Waiter {
  readonly matches: (line: Line) => boolean;
  readonly resolve: (line: Line) => void;
}

export interface AmplifyOptions {
  readonly url: string;
  readonly apiKey: string;
  /** Certificate that the process trusts: Amplify opens sockets by TLS only. */
  readonly caFile: string;
}

const root = join(__dirname, '../..');

/** Amplify in a process of its own, as a page in a browser uses it. */
export class AmplifyClient {
  readonly #child: ChildProcess;
  readonly #unread: Line[] = [];
  readonly #errors: string[] = [];
  #waiters: Waiter[] = [];
  #requests = 0;

  constructor({ url, apiKey, caFile }: AmplifyOptions) {
    const program = join(__dirname, 'mesh-endpoint-amplify.ts');
    this.#child = spawn(process.execPath, ['--import', 'tsx', program, url, apiKey], {
      cwd: root,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('the process must have pipes');
    createInterface({ input: stdout }).on('line', (line) => this.#take(JSON.parse(line) as Line));
    stderr.on('data', (data: Buffer) => this.#errors.push(data.toString()));
  }

  /** The reply to a query or mutation. @throws Error holding the reply when Amplify throws. */
  async graphql(query: string, variables: object): Promise<GraphqlBody> {
    const id = this.#send('graphql', query, variables);
    const { result, error } = await this.#next((line) => line.id === id);
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return result as GraphqlBody;
  }

  /** Starts a subscription and gives its id, by which `nextMessage` and `unsubscribe` know it. */
  subscribe(query: string, variables: object): number {
    return this.#send('subscribe', query, variables);
  }

  unsubscribe(id: number): void {
    this.#write({ id, action: 'unsubscribe' });
  }

  async nextMessage(id: number): Promise<GraphqlBody> {
    const { message } = await this.#next((line) => line.id === id && line.message !== undefined);
    return message ?? {};
  }

  /** Waits until Amplify says that its connection is in `state`, from now on. */
  async state(state: 'Connected' | 'Disconnected' | 'ConnectionDisrupted' | 'Connecting'): Promise<void> {
    await this.#next((line) => line.state === state);
  }

  async close(): Promise<void> {
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode !== null) return;
    this.#child.stdin?.end();
    await exited;
  }

  #send(action: string, query: string, variables: object): number {
    this.#requests += 1;
    this.#write({ id: this.#requests, action, query, variables });
    return this.#requests;
  }

  #write(request: object): void {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  #next(matches: (line: Line) => boolean): Promise<Line> {
    const index = this.#unread.findIndex(matches);
    const [found] = index < 0 ? [] : this.#unread.splice(index, 1);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const seen = [...this.#unread.map((line) => JSON.stringify(line)), ...this.#errors].join('\n');
        reject(new Error(`Amplify did not say so within 30 s; it said:\n${seen}`));
      }, 30_000);
      this.#waiters.push({
        matches,
        resolve: (line) => {
          clearTimeout(timer);
          resolve(line);
        },
      });
    });
  }

  #take(line: Line): void {
    const waiter = this.#waiters.find(({ matches }) => matches(line));
    if (waiter === undefined) {
      this.#unread.push(line);
      return;
    }
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
    waiter.resolve(line);
  }
}
