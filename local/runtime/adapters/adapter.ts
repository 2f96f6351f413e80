import { type AccountObjects } from '../../provider/objects/account-objects';
import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { type Certificates } from '../front/certificates';
import { type Front } from '../front/front';
import { type DeployedResource, type Deployment } from '../state/deployment';
import { type ServiceRegistry } from './service-registry';

/** A resource together with the deployment that it belongs to. */
export interface PlacedResource {
  readonly deployment: Deployment;
  readonly resource: DeployedResource;
}

/** What an adapter works with. */
export interface AdapterContext {
  /** Takes over what the adapter has just started: it is closed at the end, or as soon as any adapter fails. */
  keep(service: RunningService): void;
  readonly deployments: readonly Deployment[];
  /** All deployed resources of `type`, in the order of the states. */
  resources(type: string): readonly PlacedResource[];
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly events: RuntimeEvents;
  /** Services of the adapters that started before. */
  readonly services: ServiceRegistry;
  /** Directory for data that outlives the process; each adapter has its own folder in it. */
  readonly dataDirectory: string;
  /** Whether the items of tables outlive the process too. */
  readonly keepTables: boolean;
  /** Images of containers on this machine, each in a folder named by its digest. */
  readonly imagesDirectory: string;
  /** Objects of the rehearsed account, for what changes behind Terraform's back; absent for the state of a real one. */
  readonly account?: AccountObjects;
  readonly front: Front;
  /** What signs server certificates; clients trust them by the front's `caFile`. */
  readonly certificates: Certificates;
  /** Address that what clients reach listens on. */
  readonly host: string;
  /** First TCP port of the load balancers that face the internet; 0 takes free ones. */
  readonly loadBalancerPort: number;
  /** Host names to answer beside this machine's own and the deployed ones; `*.<name>` for all below one. */
  readonly allowedHosts: readonly string[];
  /** Environment variables of the runtime. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Project directory: where `.env.local` is. */
  readonly projectDirectory: string;
}

/** An API that clients reach, for the summary and the console. Addresses are plain HTTP unless said. */
export interface ServiceSummary {
  readonly stackId: string;
  readonly apiId: string;
  readonly name: string;
  readonly graphql: string;
  readonly realtime: string;
  /** Keys that are valid now, the one that the stack shows as its output first. */
  readonly apiKeys: readonly { readonly value: string; readonly expiresMs: number }[];
}

/** A plain address that clients reach, for the summary and the console. */
export interface ServiceEndpoint {
  readonly stackId: string;
  /** Deployed name, such as that of a load balancer. */
  readonly name: string;
  /** What is there, such as `HTTPS 443`. */
  readonly label: string;
  readonly url: string;
}

/** What an adapter started. */
export interface RunningService {
  /** APIs to show; none for a service behind others. */
  readonly summaries?: readonly ServiceSummary[];
  /** Other addresses to show. */
  readonly endpoints?: readonly ServiceEndpoint[];
  /** What whoever started it should know, such as a file that was written. */
  readonly notices?: readonly string[];
  close(): Promise<void>;
}

/** Brings the resources of some types to life. */
export interface Adapter {
  readonly name: string;
  /** Resource types that it reads. */
  readonly types: readonly string[];
  /** Names of the adapters whose services it uses. */
  readonly needs: readonly string[];
  /** Called when a resource of its types is deployed, or when another adapter needs it. */
  start(context: AdapterContext): Promise<void>;
}
