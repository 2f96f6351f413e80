import { CloudfrontOriginRequestPolicy } from '@cdktf/provider-aws/lib/cloudfront-origin-request-policy';
import { Construct } from 'constructs';
import { requireMatch } from '../validate';
import { goesLast } from '../lifecycle';

export interface OriginRequestPolicyProps {
  /** Name, unique in the account: at most 128 letters, digits, hyphens or underscores. */
  readonly name: string;
  readonly comment: string;
  /** Request headers that the origin gets; `all` are those of the viewer. @default none */
  readonly headers?: 'all' | readonly string[];
  /** Cookies that the origin gets. @default none */
  readonly cookies?: 'all' | readonly string[];
  /** Query parameters that the origin gets. @default all */
  readonly queryStrings?: 'all' | 'none';
}

/**
 * What the origin gets of a request besides what tells answers apart. An answer that is kept must not depend on it: whoever
 * asks next gets the same.
 */
export class OriginRequestPolicy extends Construct {
  readonly policy: CloudfrontOriginRequestPolicy;
  /** Whether the origin gets the viewer's `Host`. */
  readonly forwardsHost: boolean;

  constructor(scope: Construct, id: string, props: OriginRequestPolicyProps) {
    super(scope, id);
    const { name, comment, headers = [], cookies = [], queryStrings = 'all' } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9_-]{1,128}$/, '1 to 128 letters, digits, hyphens or underscores');
    this.forwardsHost = headers === 'all' || headers.some((header) => header.toLowerCase() === 'host');
    this.policy = new CloudfrontOriginRequestPolicy(this, 'Resource', {
      lifecycle: goesLast,
      name,
      comment,
      headersConfig: headersConfig(headers),
      cookiesConfig: cookiesConfig(cookies),
      queryStringsConfig: { queryStringBehavior: queryStrings },
    });
  }

  get id(): string {
    return this.policy.id;
  }
}

function headersConfig(headers: 'all' | readonly string[]) {
  if (headers === 'all') return { headerBehavior: 'allViewer' };
  return headers.length > 0
    ? { headerBehavior: 'whitelist', headers: { items: [...headers] } }
    : { headerBehavior: 'none' };
}

function cookiesConfig(cookies: 'all' | readonly string[]) {
  if (cookies === 'all') return { cookieBehavior: 'all' };
  return cookies.length > 0
    ? { cookieBehavior: 'whitelist', cookies: { items: [...cookies] } }
    : { cookieBehavior: 'none' };
}
