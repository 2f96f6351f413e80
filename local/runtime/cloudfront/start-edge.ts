import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { type Front } from '../front/front';
import { type DistributionDefinition } from './definition/definitions';
import { Distribution } from './distribution';
import { type Edge, type EdgeDistribution } from './edge';
import { type DeployedFunctions } from './functions/edge-functions';
import { connectOrigin, type OriginSurroundings } from './origins/connect-origin';

export interface EdgeOptions {
  readonly definitions: readonly DistributionDefinition[];
  readonly front: Front;
  /** Address that the front listens on. */
  readonly host: string;
  readonly functions: DeployedFunctions;
  readonly surroundings: (definition: DistributionDefinition) => OriginSurroundings;
  readonly clock: Clock;
  readonly events: RuntimeEvents;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Most that the cache of each distribution holds. @default 256 MiB */
  readonly cacheBytes?: number;
}

export interface RunningEdge extends Edge {
  close(): Promise<void>;
}

/** The largest body that CloudFront passes on: 20 GB. */
const bodyLimitBytes = 20 * 1000 ** 3;

/** Mounts all distributions on the front, each by its names. */
export function startEdge(options: EdgeOptions): RunningEdge {
  const { front, definitions, host } = options;
  const running = new Map<string, Distribution>();
  const distributions: EdgeDistribution[] = [];
  for (const definition of definitions) {
    const surroundings = options.surroundings(definition);
    const distribution = new Distribution({
      ...options,
      definition,
      origin: (origin) => connectOrigin(origin, surroundings),
    });
    running.set(definition.id, distribution);
    const names = [...definition.aliases, definition.domainName, `${definition.id.toLowerCase()}.cloudfront.net`];
    front.mount({
      hosts: [...new Set(names.flatMap((name) => [name, `${name}.localhost`]))],
      paths: ['/*'],
      bodyLimitBytes,
      http: (request, response) => distribution.handle(request, response),
      upgrade: (request, socket, head) => distribution.upgrade(request, socket, head),
    });
    const { id, stackId, aliases, domainName } = definition;
    distributions.push({
      stackId,
      id,
      aliases,
      url: `http://${aliases[0] ?? domainName}.localhost:${front.port}`,
      address: { host: host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host, port: front.port },
    });
  }
  return {
    distributions,
    invalidate: (id) => {
      const distribution = running.get(id);
      if (distribution === undefined) {
        throw new RangeError(`edge: distribution must be one of ${[...running.keys()].join(', ')}, got ${id}`);
      }
      distribution.invalidate();
    },
    close: async () => {
      await Promise.all([...running.values()].map((distribution) => distribution.close()));
    },
  };
}
