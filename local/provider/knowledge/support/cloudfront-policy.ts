import {
  type Attributes,
  type CreateContext,
  type DataSourceKnowledge,
  RefusedError,
  type ResourceKnowledge,
} from '../knowledge';
import { accountArn } from './arn';
import { text } from './attributes';
import { refuseWhileUsed } from './cloudfront';
import { derived } from './deterministic';
import { alphabets, cloudFrontId, uuid } from './identifiers';
import {
  managedCachePolicies,
  managedOriginRequestPolicies,
  type ManagedPolicy,
  managedResponseHeadersPolicies,
} from './managed-cloudfront-policies';
import { lengthBetween, matches, refusal, type Rule } from './rules';

interface Kind {
  /** As in ARNs. */
  readonly path: string;
  /** As in the provider's and AWS's messages: `CachePolicy`, `Cache Policy`. */
  readonly operand: string;
  readonly title: string;
  readonly managed: readonly ManagedPolicy[];
}

const kinds = {
  aws_cloudfront_cache_policy: {
    path: 'cache-policy',
    operand: 'CachePolicy',
    title: 'Cache Policy',
    managed: managedCachePolicies,
  },
  aws_cloudfront_origin_request_policy: {
    path: 'origin-request-policy',
    operand: 'OriginRequestPolicy',
    title: 'Origin Request Policy',
    managed: managedOriginRequestPolicies,
  },
  aws_cloudfront_response_headers_policy: {
    path: 'response-headers-policy',
    operand: 'ResponseHeadersPolicy',
    title: 'Response Headers Policy',
    managed: managedResponseHeadersPolicies,
  },
} as const satisfies Readonly<Record<string, Kind>>;

export const policyName: readonly Rule[] = [
  lengthBetween(1, 128),
  matches(/^[a-zA-Z0-9-_]+$/, 'must hold letters, digits, hyphens and underscores'),
];

/** What all three kinds of policy share. */
export function sharedKnowledge(type: keyof typeof kinds): Omit<ResourceKnowledge, 'validate'> {
  const kind = kinds[type];
  const { operand, path, title } = kind;
  return {
    type,
    computed(_planned: Attributes, context: CreateContext) {
      const id = uuid(context);
      return {
        id,
        arn: accountArn(context.identity, 'cloudfront', `${path}/${id}`),
        etag: cloudFrontId(context),
      };
    },
    updatesComputed: ['etag'],
    refuseDelete: (prior, context) =>
      refuseWhileUsed(
        text(prior, 'id') ?? '',
        `deleting CloudFront ${title} (${text(prior, 'id') ?? ''}): operation error CloudFront: Delete${operand}, ${operand}InUse: Cannot delete the policy because it is attached to one or more cache behaviors.`,
        context,
      ),
    uniqueBy: ['name'],
    alreadyExists: (planned) =>
      `creating CloudFront ${title} (${text(planned, 'name') ?? ''}): operation error CloudFront: Create${operand}, ${operand}AlreadyExists: A policy with this name already exists.`,
  };
}

/** Reads a policy of AWS's own or of the account, by id or name. */
export function policyData(type: keyof typeof kinds): DataSourceKnowledge {
  const kind = kinds[type];
  return {
    type,
    read(config, context) {
      const wanted = text(config, 'id') ?? text(config, 'name');
      const attribute = text(config, 'id') === undefined ? 'name' : 'id';
      const managed = kind.managed.find((one) => one[attribute] === wanted);
      if (managed !== undefined) {
        const { id, settings } = managed;
        return {
          ...settings,
          id,
          name: managed.name,
          arn: `arn:${context.identity.partition}:cloudfront:::${kind.path}/${id}`,
          comment: '',
          etag: `E${derived(id, 13, alphabets.upperAlphanumeric)}`,
        };
      }
      const [found] = wanted === undefined ? [] : context.find(type, { [attribute]: wanted });
      if (found !== undefined) return found;
      throw new RefusedError(
        refusal(
          [attribute],
          `reading CloudFront ${kind.title} (${wanted ?? ''}): couldn't find resource`,
          `AWS's own are ${kind.managed.map((one) => one.name).join(', ')}`,
        ),
      );
    },
  };
}
