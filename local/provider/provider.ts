import { type AddressInfo } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { DataSourceService } from './operations/data-source-service';
import { loadKnowledge } from './types/knowledge-registry';
import { removeLeftovers } from './objects/atomic-file';
import { ObjectStore } from './objects/object-store';
import { ProviderCalls } from './protocol/provider-calls';
import { providerService } from './protocol/provider-service';
import { ResourceObjects } from './operations/resource-objects';
import { ResourceService } from './operations/resource-service';
import { SchemaCatalogue } from './schema/schema-catalogue';
import { TerraformTypes } from './types/terraform-types';

const HOST = '127.0.0.1';
const PROVIDER_ADDRESS = 'registry.terraform.io/hashicorp/aws';
/** No write takes this long: an older file that was not finished has no writer any more. */
const LEFTOVER_AGE_MS = 10 * 60 * 1000;
/** After this many milliseconds calls that still run are ended. */
const STOP_TIMEOUT_MS = 2000;
/** Plans of large values exceed the default of 4 MiB; Terraform itself allows 64 MiB. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

export interface ProviderOptions {
  /** Holds the objects that stand for AWS's; created when missing. */
  readonly objectsDirectory: string;
  /** Holds schemas extracted from the provider package; may be removed at any time. */
  readonly cacheDirectory: string;
  /** Twelve digits. @default the first of `allowed_account_ids` of the provider block */
  readonly accountId?: string;
  /** Directories that hold Terraform configurations (*.tf.json, *.tf); searched at each GetProviderSchema for the types in use. */
  readonly configurationDirectories: () => readonly string[];
  /** @default the system's clock */
  readonly now?: () => Date;
}

export interface RunningProvider {
  /** JSON for TF_REATTACH_PROVIDERS. */
  readonly reattach: string;
  readonly port: number;
  /** Lets running calls end, for at most two seconds. */
  close(): Promise<void>;
}

/** Starts the stand-in for hashicorp/aws on a free loopback port. */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  // Files have the time of the machine, whatever time the stand-in is told.
  const before = new Date(Date.now() - LEFTOVER_AGE_MS);
  for (const directory of [options.objectsDirectory, options.cacheDirectory]) removeLeftovers(directory, before);
  const store = new ObjectStore(options.objectsDirectory);
  const catalogue = new SchemaCatalogue(options.cacheDirectory);
  const types = new TerraformTypes(catalogue, loadKnowledge());
  const objects = new ResourceObjects(store, types, options.now ?? (() => new Date()));
  const calls = new ProviderCalls({
    types,
    catalogue,
    store,
    resources: new ResourceService(objects),
    dataSources: new DataSourceService(objects, types),
    accountId: options.accountId,
    configurationDirectories: options.configurationDirectories,
  });
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  server.addService(providerService(), calls.handlers());
  const port = await listen(server);
  return {
    port,
    reattach: JSON.stringify({
      [PROVIDER_ADDRESS]: {
        Protocol: 'grpc',
        ProtocolVersion: 5,
        Pid: process.pid,
        Test: true,
        Addr: { Network: 'tcp', String: `${HOST}:${port}` },
      },
    }),
    close: () => close(server),
  };
}

function listen(server: Server): Promise<AddressInfo['port']> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${HOST}:0`, ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.forceShutdown(), STOP_TIMEOUT_MS);
    server.tryShutdown(() => {
      clearTimeout(deadline);
      resolve();
    });
  });
}
