import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Adapter } from '../../local/runtime/adapters/adapter';
import { adapters } from '../../local/runtime/adapters/adapters';
import { dynamodbEngine } from '../../local/runtime/adapters/dynamodb';
import { type DynamodbEngine } from '../../local/runtime/dynamodb/engine';
import { type Runtime, startRuntime } from '../../local/runtime/runtime';
import { type Deployment } from '../../local/runtime/state/deployment';
import { MeshClient } from './mesh-endpoint-client';
import { ManualClock } from './mesh-endpoint-clock';
import { createGroup, type Group } from './mesh-endpoint-operations';
import { deployedMesh } from './mesh-endpoint-state';
import { type OpenOptions, Subscriber } from './mesh-endpoint-subscriber';
import { MeshTable } from './mesh-endpoint-table';
import { describeWith } from './requires';

export interface MeshEndpointOptions {
  /** @default a clock that stands still */
  readonly clock?: ManualClock;
  /** The domain secret in `.env.local`. @default default-secret-key */
  readonly secretKey?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Items outlive `stop`. @default false */
  readonly keepTables?: boolean;
  /** Changes what is deployed. @default as it is */
  readonly change?: (deployment: Deployment) => Deployment;
}

type SocketOptions = Partial<OpenOptions> & { readonly path?: string };

/** Describes tests of the endpoint: what it runs is deployed by Terraform, so they are skipped without it. */
export function describeEndpoint(title: string, tests: () => void): void {
  describeWith('terraform', title, () => {
    // The first of all test files deploys, and the others wait for it.
    beforeAll(() => deployedMesh(), 120_000);
    tests();
  });
}

/** Mesh of stage stg, running in this process from its deployed state. */
export class MeshEndpoint {
  readonly clock: ManualClock;
  readonly #options: MeshEndpointOptions;
  readonly #deployment: Deployment;
  readonly #directory: string;
  readonly #sockets = new Set<Subscriber>();
  #runtime: Runtime | undefined;
  #engine: DynamodbEngine | undefined;
  #port = 0;
  #domains = 0;

  private constructor(options: MeshEndpointOptions, deployment: Deployment) {
    this.#options = options;
    this.#deployment = (options.change ?? ((unchanged) => unchanged))(deployment);
    this.clock = options.clock ?? new ManualClock();
    this.#directory = mkdtempSync(join(tmpdir(), 'mesh-endpoint-'));
    const secretKey = options.secretKey ?? 'default-secret-key';
    writeFileSync(join(this.#directory, '.env.local'), `MESH_SECRET_KEY=${secretKey}\n`);
  }

  static async start(options: MeshEndpointOptions = {}): Promise<MeshEndpoint> {
    const endpoint = new MeshEndpoint(options, await deployedMesh());
    await endpoint.resume();
    return endpoint;
  }

  /** Starts the server, after the first time on its former port and with the items it had if they are kept. */
  async resume(): Promise<void> {
    const probe: Adapter = {
      name: 'table of the tests',
      types: ['aws_dynamodb_table'],
      needs: ['dynamodb'],
      start: (context) => {
        this.#engine = context.services.find(dynamodbEngine);
        return Promise.resolve();
      },
    };
    this.#runtime = await startRuntime({
      deployments: [this.#deployment],
      dataDirectory: join(this.#directory, 'data'),
      keepTables: this.#options.keepTables ?? false,
      certificateDirectory: join(this.#directory, 'certificates'),
      projectDirectory: this.#directory,
      port: this.#port,
      clock: this.clock,
      environment: this.#options.environment ?? {},
      adapters: [...adapters, probe],
    });
    this.#port = this.#runtime.front.port;
  }

  /** Ends the server alone: sockets of the tests see it go. */
  async stop(): Promise<void> {
    await this.#runtime?.close();
    this.#runtime = undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sockets].map((socket) => socket.close()));
    await this.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get runtime(): Runtime {
    if (this.#runtime === undefined) throw new Error('the endpoint is stopped');
    return this.#runtime;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/graphql`;
  }

  get wsUrl(): string {
    return this.#wsUrl('/graphql/realtime');
  }

  get client(): MeshClient {
    return new MeshClient(this.url, this.output('GraphQLApiKey'));
  }

  get table(): MeshTable {
    if (this.#engine === undefined) throw new Error('no table is deployed');
    return new MeshTable(this.#engine, this.output('TableName'));
  }

  get apiKeyExpiresMs(): number {
    const key = this.#deployment.resources.find(({ type }) => type === 'aws_appsync_api_key');
    return Date.parse(String(key?.attributes.expires));
  }

  /** An output of the deployed stack. */
  output(name: string): string {
    return String(this.#deployment.outputs[name]?.value);
  }

  /** An open socket, before the protocol's handshake; it is closed with the endpoint. */
  async openSocket({ path = '/graphql/realtime', ...options }: SocketOptions = {}): Promise<Subscriber> {
    const subscriber = await Subscriber.open(this.#wsUrl(path), { apiKey: this.client.apiKey, ...options });
    this.#sockets.add(subscriber);
    return subscriber;
  }

  /** A socket whose handshake is done. */
  async subscriber(options?: SocketOptions): Promise<Subscriber> {
    const subscriber = await this.openSocket(options);
    const { type } = await subscriber.init();
    if (type !== 'connection_ack') throw new Error(`connection_ack expected, got ${type}`);
    return subscriber;
  }

  /** A domain that nobody has used. */
  newDomain(): string {
    this.#domains += 1;
    return `domain-${this.#domains}`;
  }

  /** Variables for createGroup in a domain of its own. */
  groupVariables(given: object = {}): Readonly<Record<string, unknown>> {
    return { name: 'group', hostId: 'host', domain: this.newDomain(), useWebSocket: true, ...given };
  }

  group(given: object = {}): Promise<Group> {
    return this.client.call(createGroup, this.groupVariables(given));
  }

  /** Stores a copy of a group under another id, domain or both. */
  async storeCopy(group: Group, given: Partial<Pick<Group, 'id' | 'domain'>>): Promise<Group> {
    const { id, domain } = { ...group, ...given };
    const key = (of: { readonly id: string; readonly domain: string }) => ({
      pk: `DOMAIN#${of.domain}`,
      sk: `GROUP#${of.id}#METADATA`,
    });
    const { pk, sk } = key(group);
    const fullId = `${id}@${domain}`;
    await this.table.put({ ...(await this.table.item(pk, sk)), ...key({ id, domain }), id, domain, fullId });
    return { ...group, id, domain, fullId };
  }

  #wsUrl(path: string): string {
    return `ws://127.0.0.1:${this.#port}${path}`;
  }
}
