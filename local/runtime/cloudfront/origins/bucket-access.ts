import { z } from 'zod';

const list = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.string(), z.record(z.string(), list)]).optional(),
  Action: list.optional(),
  Condition: z.record(z.string(), z.record(z.string(), list)).optional(),
});
const policySchema = z.object({ Statement: z.union([statement, z.array(statement)]).transform((one) => [one].flat()) });

/**
 * What a bucket's policy lets CloudFront do for one distribution. Only that much of the policy is looked at: whether
 * some statement allows the service, or an origin access identity, to read or to list.
 * @param policy JSON; undefined when the bucket has none
 * @throws Error when it is no policy
 */
export function bucketAccess(
  policy: string | undefined,
  distributionArn: string,
): { readonly read: boolean; readonly list: boolean } {
  if (policy === undefined) return { read: false, list: false };
  const parsed = policySchema.safeParse(JSON.parse(policy));
  if (!parsed.success) throw new Error(`bucket policy: ${z.prettifyError(parsed.error)}`);
  const allowed = parsed.data.Statement.filter(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Allow' && isCloudFront(Principal) && isForDistribution(Condition, distributionArn),
  ).flatMap(({ Action }) => Action ?? []);
  const allows = (action: string): boolean =>
    allowed.some(
      (entry) =>
        entry === '*' || entry === 's3:*' || entry === action || (entry === 's3:Get*' && action === 's3:GetObject'),
    );
  return { read: allows('s3:GetObject'), list: allows('s3:ListBucket') };
}

function isCloudFront(principal: z.infer<typeof statement>['Principal']): boolean {
  if (principal === undefined) return false;
  if (typeof principal === 'string') return principal === '*';
  if (principal.Service?.includes('cloudfront.amazonaws.com') === true) return true;
  return (principal.AWS ?? []).some((arn) => arn === '*' || arn.includes(':user/CloudFront Origin Access Identity '));
}

function isForDistribution(condition: z.infer<typeof statement>['Condition'], arn: string): boolean {
  for (const byKey of Object.values(condition ?? {})) {
    for (const [key, values] of Object.entries(byKey)) {
      if (key.toLowerCase() === 'aws:sourcearn' && !values.some((value) => matches(value, arn))) return false;
    }
  }
  return true;
}

function matches(pattern: string, arn: string): boolean {
  return pattern.endsWith('*') ? arn.startsWith(pattern.slice(0, -1)) : pattern === arn;
}
