import { CloudfrontCachePolicy } from '@cdktf/provider-aws/lib/cloudfront-cache-policy';
import { Construct } from 'constructs';
import { requireIntegerBetween, requireMatch } from '../validate';
import { goesLast } from '../lifecycle';

export interface CachePolicyProps {
  /** Name, unique in the account: at most 128 letters, digits, hyphens or underscores. */
  readonly name: string;
  readonly comment: string;
  /** Shortest time that an answer is kept, whatever the origin says. @default 0: the origin may forbid to keep it */
  readonly minTtlSeconds?: number;
  /** Time that an answer is kept of which the origin says nothing. @default 0 */
  readonly defaultTtlSeconds?: number;
  /** Longest time that an answer is kept, whatever the origin says. 0 keeps nothing, and the key below is of no use. */
  readonly maxTtlSeconds: number;
  /** Request headers that tell answers apart, at most 10; the origin gets them. @default none */
  readonly headers?: readonly string[];
  /** Cookies that tell answers apart, at most 10; the origin gets them. @default none */
  readonly cookies?: readonly string[];
  /** Query parameters that tell answers apart; the origin gets them. @default none */
  readonly queryStrings?: 'all' | readonly string[];
}

const yearSeconds = 365 * 24 * 60 * 60;
const maxNames = 10;

/**
 * How long answers are kept at the edge, and which requests get the same. Between `minTtlSeconds` and `maxTtlSeconds` the
 * origin's `Cache-Control` decides: with a shortest time of 0, `no-store` and `private` are obeyed. CloudFront keeps a
 * `Set-Cookie` together with the answer it came with, so an origin that sets one must forbid to keep the answer; without
 * `cookies` here and in the origin request policy CloudFront takes `Set-Cookie` off every answer.
 * @throws RangeError at synth for times that are not in order, or for more names than CloudFront takes.
 */
export class CachePolicy extends Construct {
  readonly policy: CloudfrontCachePolicy;
  /** Whether the origin gets the viewer's `Host`. */
  readonly forwardsHost: boolean;

  constructor(scope: Construct, id: string, props: CachePolicyProps) {
    super(scope, id);
    const { name, comment, minTtlSeconds = 0, defaultTtlSeconds = 0, maxTtlSeconds } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9_-]{1,128}$/, '1 to 128 letters, digits, hyphens or underscores');
    requireIntegerBetween(this, 'maxTtlSeconds', maxTtlSeconds, 0, yearSeconds);
    requireIntegerBetween(this, 'defaultTtlSeconds', defaultTtlSeconds, 0, maxTtlSeconds);
    requireIntegerBetween(this, 'minTtlSeconds', minTtlSeconds, 0, defaultTtlSeconds);
    // Where nothing is kept there is no key, and CloudFront refuses one.
    const keeps = maxTtlSeconds > 0;
    const { headers = [], cookies = [], queryStrings = [] } = keeps ? props : {};
    for (const [prop, names] of Object.entries({ headers, cookies, queryStrings })) {
      if (names !== 'all' && names.length > maxNames) {
        throw new RangeError(`${this.node.path}: ${prop} must hold at most ${maxNames} names, got ${names.length}`);
      }
    }
    this.forwardsHost = headers.some((header) => header.toLowerCase() === 'host');
    this.policy = new CloudfrontCachePolicy(this, 'Resource', {
      lifecycle: goesLast,
      name,
      comment,
      minTtl: minTtlSeconds,
      defaultTtl: defaultTtlSeconds,
      maxTtl: maxTtlSeconds,
      parametersInCacheKeyAndForwardedToOrigin: {
        enableAcceptEncodingGzip: keeps,
        enableAcceptEncodingBrotli: keeps,
        headersConfig:
          headers.length > 0
            ? { headerBehavior: 'whitelist', headers: { items: [...headers] } }
            : { headerBehavior: 'none' },
        cookiesConfig:
          cookies.length > 0
            ? { cookieBehavior: 'whitelist', cookies: { items: [...cookies] } }
            : { cookieBehavior: 'none' },
        queryStringsConfig: queryStringsConfig(queryStrings),
      },
    });
  }

  get id(): string {
    return this.policy.id;
  }
}

function queryStringsConfig(names: 'all' | readonly string[]) {
  if (names === 'all') return { queryStringBehavior: 'all' };
  return names.length > 0
    ? { queryStringBehavior: 'whitelist', queryStrings: { items: [...names] } }
    : { queryStringBehavior: 'none' };
}
