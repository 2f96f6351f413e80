import { type LoadBalancers, type TargetAddress } from '../../load-balancing/load-balancers';
import { type ObjectBuckets } from '../../s3/object-buckets';
import { type OriginDefinition } from '../definition/definitions';
import { HttpOrigin } from './http-origin';
import { type Origin } from './origin';
import { S3Origin } from './s3-origin';

/** What origins may be on this machine. */
export interface OriginSurroundings {
  readonly loadBalancers?: LoadBalancers;
  readonly buckets?: ObjectBuckets;
  /** What the policy of a bucket lets the distribution do. */
  readonly bucketAccess: (bucket: string) => { readonly read: boolean; readonly list: boolean };
  /** Certificate authority of this machine, in PEM. */
  readonly ca?: string;
}

const bucketName = /^([a-z0-9][a-z0-9.-]+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/;

/** The origin as it is on this machine; one that is not here answers 503 with the reason. */
export function connectOrigin(definition: OriginDefinition, surroundings: OriginSurroundings): Origin {
  const { kind, domainName } = definition;
  const { buckets, bucketAccess, ca } = surroundings;
  if (kind.type === 's3') {
    const bucket = bucketName.exec(domainName)?.[1] ?? '';
    if (buckets?.names.includes(bucket) === true) {
      return new S3Origin({ definition, bucket, buckets, access: bucketAccess(bucket) });
    }
    return new HttpOrigin({ definition, scheme: 'https', address: () => undefined });
  }
  // Viewers count as coming by HTTPS, whatever they speak on this machine.
  const scheme = kind.protocolPolicy === 'http-only' ? 'http' : 'https';
  const port = scheme === 'http' ? kind.httpPort : kind.httpsPort;
  const address = (): TargetAddress | undefined => addressOf(domainName, kind.vpcTargetArn, port, surroundings);
  return new HttpOrigin({ definition, scheme, address, ...(ca === undefined ? {} : { ca }) });
}

function addressOf(
  domainName: string,
  vpcTargetArn: string | undefined,
  port: number,
  { loadBalancers }: OriginSurroundings,
): TargetAddress | undefined {
  if (vpcTargetArn !== undefined) {
    const listeners = loadBalancers?.listeners.filter(({ loadBalancerArn }) => loadBalancerArn === vpcTargetArn);
    return listeners?.find((listener) => listener.port === port)?.address;
  }
  if (domainName === 'localhost' || domainName === '127.0.0.1') return { host: '127.0.0.1', port };
  // Outside of every VPC only what faces the internet has a name.
  return loadBalancers?.namesIn('')[domainName]?.[port];
}
