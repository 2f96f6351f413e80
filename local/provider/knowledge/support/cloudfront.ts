import { canonicalJson } from '../../codec/json';
import { type Refusal, type StoreContext } from '../knowledge';
import { text } from './attributes';
import { refusal } from './rules';

/** Where CloudFront's certificates, edge functions, web ACLs and log deliveries are made. */
export const edgeRegion = 'us-east-1';

/** The hosted zone of all distributions, as alias records name it. */
export const distributionZone = 'Z2FDTNDATAQYW2';

/**
 * AWS's refusal to delete what a distribution uses.
 * @param id of the thing, or its ARN; as distributions name it
 * @param error such as `deleting CloudFront Function (x): operation error CloudFront: DeleteFunction, FunctionInUse: …`
 */
export function refuseWhileUsed(id: string, error: string, context: StoreContext): readonly Refusal[] {
  const users = context.find('aws_cloudfront_distribution', {}).filter((one) => canonicalJson(one).includes(`"${id}"`));
  return users.length === 0
    ? []
    : [refusal([], error, `used by ${users.map((one) => text(one, 'id') ?? '').join(', ')}`)];
}
