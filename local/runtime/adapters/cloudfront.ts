import { readFile } from 'node:fs/promises';
import { cloudfrontTypes, readDistributions } from '../cloudfront/definition/read-distributions';
import { readUnmodelled } from '../cloudfront/definition/read-unmodelled';
import { edges } from '../cloudfront/edge';
import { FunctionSandbox } from '../cloudfront/functions/function-sandbox';
import { readFunctionDefinitions } from '../cloudfront/functions/read-functions';
import { edgeNotices } from '../cloudfront/notices';
import { bucketAccess } from '../cloudfront/origins/bucket-access';
import { startEdge } from '../cloudfront/start-edge';
import { objectBuckets } from '../s3/object-buckets';
import { type Adapter, type AdapterContext } from './adapter';
import { lambdas } from './lambda';
import { loadBalancers } from './load-balancing';

/** The deployed CloudFront distributions, on the port of the APIs by their host names. */
export const cloudfront: Adapter = {
  name: 'cloudfront',
  types: cloudfrontTypes,
  needs: ['load-balancing', 'lambda', 's3'],
  start: async (context) => {
    const { clock, events, randomBytes, front, host, services } = context;
    const definitions = readDistributions(context);
    const sandboxes = await startFunctions(context);
    const policies = bucketPolicies(context);
    const balancers = services.find(loadBalancers);
    const buckets = services.find(objectBuckets);
    // Load balancers have certificates of the same authority as the front.
    const ca = await readFile(front.caFile, 'utf8');
    const edge = startEdge({
      definitions,
      front,
      host,
      clock,
      events,
      randomBytes,
      functions: {
        sandbox: (arn) => sandboxes.get(arn),
        lambda: (arn) => services.find(lambdas)?.get(arn),
      },
      surroundings: ({ arn }) => ({
        ...(balancers === undefined ? {} : { loadBalancers: balancers }),
        ...(buckets === undefined ? {} : { buckets }),
        bucketAccess: (bucket) => bucketAccess(policies.get(bucket), arn),
        ca,
      }),
    });
    const endpoints = edge.distributions.map(({ stackId, id, url }) => {
      const definition = definitions.find((other) => other.id === id);
      const isApi = definition?.behaviors.at(-1)?.cachePolicy.maxTtlSeconds === 0;
      return { stackId, name: id, label: isApi ? 'API' : 'Site', url };
    });
    context.keep({ endpoints, notices: edgeNotices(definitions, readUnmodelled(context)), close: () => edge.close() });
    services.provide(edges, edge);
  },
};

async function startFunctions(context: AdapterContext): Promise<ReadonlyMap<string, FunctionSandbox>> {
  const { clock, events } = context;
  const sandboxes = new Map<string, FunctionSandbox>();
  for (const { arn, name, code } of readFunctionDefinitions(context)) {
    const source = `/aws/cloudfront/function/${name}`;
    const onLog = (message: string): void =>
      events.emit({ kind: 'log', at: clock.nowMs(), source, level: 'info', message });
    const sandbox = await FunctionSandbox.create({ code, onLog }).catch((cause: unknown) => {
      throw new Error(`CloudFront function ${name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    });
    context.keep({
      close: () => {
        sandbox.dispose();
        return Promise.resolve();
      },
    });
    sandboxes.set(arn, sandbox);
  }
  return sandboxes;
}

function bucketPolicies(context: AdapterContext): ReadonlyMap<string, string> {
  return new Map(
    context
      .resources('aws_s3_bucket_policy')
      .map(({ resource: { attributes } }) => [String(attributes.bucket), String(attributes.policy)] as const),
  );
}
