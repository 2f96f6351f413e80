import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type AccountObjects } from '../provider/objects/account-objects';
import {
  type Adapter,
  type AdapterContext,
  type RunningService,
  type ServiceEndpoint,
  type ServiceSummary,
} from './adapters/adapter';
import { adapters as allAdapters } from './adapters/adapters';
import { type Coverage, coverageOf } from './adapters/coverage';
import { type ServiceKey, ServiceRegistry } from './adapters/service-registry';
import { closeServices, neededAdapters, startAdapters } from './adapters/start-adapters';
import { type Clock, systemClock } from './clock';
import { createRuntimeEvents, type RuntimeEvents } from './events';
import { Certificates } from './front/certificates';
import { type Front } from './front/front';
import { startFront } from './front/start-front';
import { type Deployment } from './state/deployment';

export interface RuntimeOptions {
  readonly deployments: readonly Deployment[];
  /** Data that outlives the process, such as unpacked programs and, when they are kept, tables. */
  readonly dataDirectory: string;
  /** Whether the items of tables are kept in `dataDirectory`; otherwise they end with the process. @default true */
  readonly keepTables?: boolean;
  /** Where the local certificate authority and its certificate are kept. @default `tls` in `dataDirectory` */
  readonly certificateDirectory?: string;
  /** Images of containers. @default `images` in `dataDirectory` */
  readonly imagesDirectory?: string;
  /** Objects of the rehearsed account; what the services change is written there. @default none: the account is real */
  readonly account?: AccountObjects;
  /** Where `.env.local` is. */
  readonly projectDirectory: string;
  /** TCP port of the APIs; 0 takes a free one. */
  readonly port: number;
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string;
  /** Host names to answer beside this machine's own and those of the APIs; `*.<name>` for all below one. */
  readonly allowedHosts?: readonly string[];
  /** First TCP port of the load balancers that face the internet; 0 takes free ones. @default 8000 */
  readonly loadBalancerPort?: number;
  /** @default the time of this machine */
  readonly clock?: Clock;
  /** @default an event bus of its own */
  readonly events?: RuntimeEvents;
  /** Settings of the services, such as `AWS_ENDPOINT_URL_DYNAMODB`. @default none */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What brings which resource types to life. @default all that this project has */
  readonly adapters?: readonly Adapter[];
}

export interface Runtime extends Coverage {
  readonly services: readonly ServiceSummary[];
  /** Addresses of services that are no APIs, such as load balancers that face the internet. */
  readonly endpoints: readonly ServiceEndpoint[];
  /** What whoever started it should know. */
  readonly notices: readonly string[];
  readonly events: RuntimeEvents;
  readonly front: Front;
  /** A service that an adapter provides, by its key; undefined when nothing of its kind is deployed. */
  find<T>(key: ServiceKey<T>): T | undefined;
  /** Ends everything that was started, within 4 s. */
  close(): Promise<void>;
}

/**
 * Brings deployed stacks to life on this machine.
 * @throws FrontError when the port cannot be listened on, or what an adapter throws; nothing is left running then.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { deployments, clock = systemClock, events = createRuntimeEvents(), adapters = allAdapters } = options;
  const coverage = coverageOf(deployments, adapters);
  const needed = neededAdapters(adapters, new Set(coverage.running.map(({ type }) => type)));
  const certificateDirectory = options.certificateDirectory ?? join(options.dataDirectory, 'tls');
  const front = await startFront({ ...options, certificateDirectory, clock });
  const registry = new ServiceRegistry();
  const context: Omit<AdapterContext, 'keep'> = {
    deployments,
    dataDirectory: options.dataDirectory,
    keepTables: options.keepTables ?? true,
    imagesDirectory: options.imagesDirectory ?? join(options.dataDirectory, 'images'),
    ...(options.account === undefined ? {} : { account: options.account }),
    projectDirectory: options.projectDirectory,
    resources: (type) =>
      deployments.flatMap((deployment) =>
        deployment.resources.filter((resource) => resource.type === type).map((resource) => ({ deployment, resource })),
      ),
    clock,
    events,
    randomBytes,
    services: registry,
    front,
    certificates: new Certificates(certificateDirectory, clock),
    host: options.host ?? '127.0.0.1',
    loadBalancerPort: options.loadBalancerPort ?? 8000,
    allowedHosts: options.allowedHosts ?? [],
    environment: options.environment ?? {},
  };
  let services: readonly RunningService[];
  try {
    services = await startAdapters(needed, context);
  } catch (error) {
    await front.close();
    throw error;
  }
  return {
    ...coverage,
    services: services.flatMap(({ summaries = [] }) => summaries),
    endpoints: services.flatMap(({ endpoints = [] }) => endpoints),
    notices: services.flatMap(({ notices = [] }) => notices),
    events,
    front,
    find: (key) => registry.find(key),
    close: async () => {
      try {
        await closeServices(services);
      } finally {
        await front.close();
      }
    },
  };
}
