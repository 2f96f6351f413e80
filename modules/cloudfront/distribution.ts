import {
  CloudfrontDistribution,
  type CloudfrontDistributionOrderedCacheBehavior,
} from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontMonitoringSubscription } from '@cdktf/provider-aws/lib/cloudfront-monitoring-subscription';
import { Construct } from 'constructs';
import { type Metric } from '../alarms/metric-alarm';
import { type DnsCertificate } from '../certificates/dns-certificate';
import { type EdgeWebAcl } from '../waf/edge-web-acl';
import { type Behaviour, behaviourConfig, type PathBehaviour } from './behaviour';
import { isOriginGroup, type Origin, type OriginGroup, originsOf } from './origin';
import { covers, requirePathPattern } from './path-pattern';
import { requireUsEast1 } from './us-east-1';

export interface DistributionProps {
  /** What people call it, at most 128 characters. */
  readonly comment: string;
  /** Names it answers for; each is on the certificate. */
  readonly aliases: readonly string[];
  /** Made in us-east-1: CloudFront takes no other. */
  readonly certificate: DnsCertificate;
  /** For paths that no other behaviour fits. */
  readonly defaultBehaviour: Behaviour;
  /** The first that fits decides; at most 24. @default none */
  readonly behaviours?: readonly PathBehaviour[];
  /** Which edge locations are used. @default 'PriceClass_All' */
  readonly priceClass?: 'PriceClass_100' | 'PriceClass_200' | 'PriceClass_All';
  /** Countries (ISO 3166-1, two letters) that are served. @default all */
  readonly allowedCountries?: readonly string[];
  /** @default nothing is blocked */
  readonly webAcl?: EdgeWebAcl;
}

/** Metrics that are published of each distribution; those of the second line by its additional metrics. */
export type DistributionMetric =
  | '4xxErrorRate'
  | '5xxErrorRate'
  | 'BytesDownloaded'
  | 'Requests'
  | 'TotalErrorRate'
  | 'CacheHitRate'
  | 'OriginLatency';

/** CloudFront's quota on behaviours of a distribution, its default behaviour among them. */
const maxBehaviours = 25;

/** Errors that CloudFront would keep for ten seconds: an asset that is not there yet is there a moment later. */
const unkeptErrors = [403, 404, 500, 501, 502, 503, 504];

/** What CloudFront takes as a reason to ask the second origin of a group. */
const failoverCodes = [400, 403, 404, 416, 429, 500, 502, 503, 504];

/**
 * A CloudFront distribution: HTTP/2 and HTTP/3, IPv6, TLS 1.2 or later, additional metrics, and no error kept at the edge. With
 * an origin whose header is rotated, changes of any origin reach it only when it is replaced.
 * @throws RangeError at synth for a certificate of another region than us-east-1, no alias, more behaviours than CloudFront
 * takes, a path pattern that one before it covers, or origins that share an id.
 */
export class Distribution extends Construct {
  readonly distribution: CloudfrontDistribution;
  readonly aliases: readonly string[];

  constructor(scope: Construct, id: string, props: DistributionProps) {
    super(scope, id);
    const { comment, aliases, certificate, defaultBehaviour, behaviours = [] } = props;
    const { priceClass = 'PriceClass_All', allowedCountries = [], webAcl } = props;
    requireUsEast1(this, 'certificate', certificate.certificate.provider);
    if (aliases.length === 0) throw new RangeError(`${this.node.path}: aliases must hold one name or more, got none`);
    const count = behaviours.length + 1;
    if (count > maxBehaviours) {
      throw new RangeError(
        `${this.node.path}: behaviours must be at most ${maxBehaviours} with the default, got ${count}`,
      );
    }
    this.#requireReachable(behaviours.map(({ pathPattern }) => pathPattern));
    const origins = [defaultBehaviour, ...behaviours].map(({ origin }) => origin);
    const groups = this.#distinct(origins.filter(isOriginGroup));
    const members = this.#distinct(origins.flatMap(originsOf));

    this.aliases = aliases;
    this.distribution = new CloudfrontDistribution(this, 'Resource', {
      comment,
      enabled: true,
      isIpv6Enabled: true,
      httpVersion: 'http2and3',
      priceClass,
      aliases: [...aliases],
      webAclId: webAcl?.arn,
      origin: members.map(({ config }) => config),
      ...(groups.length > 0 && { originGroup: groups.map((group) => this.#groupConfig(group)) }),
      defaultCacheBehavior: behaviourConfig(this, 'the default behaviour', defaultBehaviour),
      orderedCacheBehavior: behaviours.map((behaviour): CloudfrontDistributionOrderedCacheBehavior => ({
        pathPattern: behaviour.pathPattern,
        ...behaviourConfig(this, behaviour.pathPattern, behaviour),
      })),
      customErrorResponse: unkeptErrors.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
      restrictions: {
        geoRestriction:
          allowedCountries.length > 0
            ? { restrictionType: 'whitelist', locations: [...allowedCountries] }
            : { restrictionType: 'none', locations: [] },
      },
      viewerCertificate: {
        acmCertificateArn: certificate.arn,
        sslSupportMethod: 'sni-only',
        minimumProtocolVersion: 'TLSv1.2_2021',
      },
      // Origins are a set: Terraform cannot leave alone a header of one and see to the rest.
      ...(members.some(({ isRotated = false }) => isRotated) && { lifecycle: { ignoreChanges: ['origin'] } }),
    });
    new CloudfrontMonitoringSubscription(this, 'AdditionalMetrics', {
      distributionId: this.distribution.id,
      monitoringSubscription: {
        realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: 'Enabled' },
      },
    });
  }

  get id(): string {
    return this.distribution.id;
  }

  get arn(): string {
    return this.distribution.arn;
  }

  /** `<id>.cloudfront.net` */
  get domainName(): string {
    return this.distribution.domainName;
  }

  /** CloudFront publishes its metrics in us-east-1, wherever the viewers are. */
  metric(metricName: DistributionMetric): Metric {
    return { namespace: 'AWS/CloudFront', metricName, dimensions: { DistributionId: this.id, Region: 'Global' } };
  }

  #requireReachable(patterns: readonly string[]): void {
    patterns.forEach((pattern, index) => {
      requirePathPattern(this, pattern);
      const before = patterns.slice(0, index).find((earlier) => covers(earlier, pattern));
      if (before !== undefined) {
        throw new RangeError(
          `${this.node.path}: pathPattern must be one that is reached, got ${pattern} after ${before}, which covers it`,
        );
      }
    });
  }

  #groupConfig({ originId, primary, fallback, statusCodes }: OriginGroup) {
    const unknown = statusCodes.find((code) => !failoverCodes.includes(code));
    if (statusCodes.length === 0 || unknown !== undefined) {
      throw new RangeError(
        `${this.node.path}: statusCodes of ${originId} must be some of ${failoverCodes.join(', ')}, got ${unknown ?? 'none'}`,
      );
    }
    return {
      originId,
      failoverCriteria: { statusCodes: [...statusCodes] },
      member: [{ originId: primary.originId }, { originId: fallback.originId }],
    };
  }

  /** Each once, in order. */
  #distinct<T extends Origin | OriginGroup>(origins: readonly T[]): readonly T[] {
    const distinct = [...new Set(origins)];
    const ids = distinct.map(({ originId }) => originId);
    const twice = ids.find((originId, index) => ids.indexOf(originId) !== index);
    if (twice !== undefined) {
      throw new RangeError(`${this.node.path}: originId must differ from origin to origin, got ${twice} twice`);
    }
    return distinct;
  }
}
