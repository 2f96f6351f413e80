import { type Attributes, type Refusal, type StoreContext } from '../knowledge';
import { parseArn } from './arn';
import { blocks, text } from './attributes';
import { edgeRegion } from './cloudfront';
import { behaviorsOf } from './distribution-refusals';
import {
  managedCachePolicies,
  managedOriginRequestPolicies,
  type ManagedPolicy,
  managedResponseHeadersPolicies,
} from './managed-cloudfront-policies';
import { refusal } from './rules';

/** What a behaviour names by id: attribute, type, AWS's own, and AWS's word for one that is not there. */
const policies: readonly (readonly [
  attribute: string,
  type: string,
  own: readonly ManagedPolicy[],
  code: string,
  title: string,
])[] = [
  ['cache_policy_id', 'aws_cloudfront_cache_policy', managedCachePolicies, 'NoSuchCachePolicy', 'cache policy'],
  [
    'origin_request_policy_id',
    'aws_cloudfront_origin_request_policy',
    managedOriginRequestPolicies,
    'NoSuchOriginRequestPolicy',
    'origin request policy',
  ],
  [
    'response_headers_policy_id',
    'aws_cloudfront_response_headers_policy',
    managedResponseHeadersPolicies,
    'NoSuchResponseHeadersPolicy',
    'response headers policy',
  ],
];

function policyRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  return behaviorsOf(planned).flatMap(({ path, behavior }) =>
    policies.flatMap(([attribute, type, own, code, title]) => {
      const id = text(behavior, attribute) ?? '';
      return id === '' || own.some((one) => one.id === id) || context.find(type, { id }).length > 0
        ? []
        : [refusal([...path, attribute], `${code}: The specified ${title} does not exist.`, `it has no id ${id}`)];
    }),
  );
}

function functionRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  return behaviorsOf(planned).flatMap(({ path, behavior }) =>
    blocks(behavior, 'function_association').flatMap((association, index) => {
      const arn = text(association, 'function_arn') ?? '';
      const [found] = context.find('aws_cloudfront_function', { arn });
      const at = [...path, 'function_association', index];
      if (found === undefined) {
        return [refusal(at, `InvalidFunctionAssociation: The function does not exist: ${arn}`)];
      }
      return found.publish === false
        ? [refusal(at, `InvalidFunctionAssociation: The function is not published to the LIVE stage: ${arn}`)]
        : [];
    }),
  );
}

function originRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  return blocks(planned, 'origin').flatMap((origin, index) => {
    const control = text(origin, 'origin_access_control_id') ?? '';
    const [vpcOrigin] = blocks(origin, 'vpc_origin_config').flatMap((one) => text(one, 'vpc_origin_id') ?? []);
    return [
      ...(control === '' || context.find('aws_cloudfront_origin_access_control', { id: control }).length > 0
        ? []
        : [
            refusal(
              ['origin', index, 'origin_access_control_id'],
              `NoSuchOriginAccessControl: The specified origin access control does not exist: ${control}`,
            ),
          ]),
      ...(vpcOrigin === undefined || context.find('aws_cloudfront_vpc_origin', { id: vpcOrigin }).length > 0
        ? []
        : [
            refusal(
              ['origin', index, 'vpc_origin_config'],
              `EntityNotFound: The VPC origin was not found: ${vpcOrigin}`,
            ),
          ]),
    ];
  });
}

function webAclRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const arn = text(planned, 'web_acl_id') ?? '';
  const parts = parseArn(arn);
  return parts?.accountId !== context.identity.accountId ||
    context.find('aws_wafv2_web_acl', { arn }, edgeRegion).length > 0
    ? []
    : [refusal(['web_acl_id'], `InvalidWebACLId: Web ACL is not accessible by the requester: ${arn}`)];
}

/** What CloudFront refuses because something that a distribution names is not in the account. */
export function relationRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  return [
    ...policyRefusals(planned, context),
    ...functionRefusals(planned, context),
    ...originRefusals(planned, context),
    ...webAclRefusals(planned, context),
  ];
}
