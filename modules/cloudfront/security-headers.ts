import { CloudfrontResponseHeadersPolicy } from '@cdktf/provider-aws/lib/cloudfront-response-headers-policy';
import { Construct } from 'constructs';
import { requireMatch } from '../validate';
import { goesLast } from '../lifecycle';

export interface SecurityHeadersProps {
  /** Name, unique in the account: at most 128 letters, digits, hyphens or underscores. */
  readonly name: string;
  /** Whether browsers take every name below the viewer's own over HTTPS only as well. @default false */
  readonly includeSubdomains?: boolean;
}

const twoYearsSeconds = 2 * 365 * 24 * 60 * 60;

/** Abilities of browsers that no page here uses. */
const unusedFeatures = ['camera', 'geolocation', 'microphone', 'payment', 'usb'];

/**
 * Headers that every answer carries, whatever the origin says. `Content-Security-Policy` is not among them: only the program
 * that writes a page knows the hashes of its scripts.
 */
export class SecurityHeaders extends Construct {
  readonly policy: CloudfrontResponseHeadersPolicy;

  constructor(scope: Construct, id: string, { name, includeSubdomains = false }: SecurityHeadersProps) {
    super(scope, id);
    requireMatch(this, 'name', name, /^[A-Za-z0-9_-]{1,128}$/, '1 to 128 letters, digits, hyphens or underscores');
    this.policy = new CloudfrontResponseHeadersPolicy(this, 'Resource', {
      lifecycle: goesLast,
      name,
      securityHeadersConfig: {
        strictTransportSecurity: { accessControlMaxAgeSec: twoYearsSeconds, includeSubdomains, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: 'DENY', override: true },
        referrerPolicy: { referrerPolicy: 'strict-origin-when-cross-origin', override: true },
      },
      customHeadersConfig: {
        items: [
          {
            header: 'Permissions-Policy',
            value: unusedFeatures.map((feature) => `${feature}=()`).join(', '),
            override: true,
          },
        ],
      },
    });
  }

  get id(): string {
    return this.policy.id;
  }
}
