import { type DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { DnsCertificate } from '../../modules/certificates/dns-certificate';
import { AccessLogs } from '../../modules/cloudfront/access-logs';
import { AliasRecords } from '../../modules/cloudfront/alias-records';
import { type Behaviour, type PathBehaviour } from '../../modules/cloudfront/behaviour';
import { CachePolicy } from '../../modules/cloudfront/cache-policy';
import { Distribution } from '../../modules/cloudfront/distribution';
import { OriginRequestPolicy } from '../../modules/cloudfront/origin-request-policy';
import { SecurityHeaders } from '../../modules/cloudfront/security-headers';
import { type StaticAssets } from '../../modules/cloudfront/static-assets';
import { type UsEast1 } from '../../modules/cloudfront/us-east-1';
import { EdgeWebAcl } from '../../modules/waf/edge-web-acl';
import { type ImageResize } from './image-resize';
import { type WebOrigins } from './origins';

export interface WebEdgeProps {
  readonly environment: Environment;
  readonly usEast1: UsEast1;
  /** Zone of both names. */
  readonly zone: DataAwsRoute53Zone;
  /** The load balancer as an origin, under each of the names. */
  readonly origins: WebOrigins;
  readonly assets: StaticAssets;
  /** Absent: `/images/*` is a path like others. */
  readonly images?: ImageResize;
}

const yearSeconds = 365 * 24 * 60 * 60;

/** What viewers meet: a distribution for the site and one for its API, under their names, before one load balancer. */
export class WebEdge extends Construct {
  readonly front: Distribution;
  readonly api: Distribution;
  readonly webAcl?: EdgeWebAcl;
  readonly #props: WebEdgeProps;

  constructor(scope: Construct, id: string, props: WebEdgeProps) {
    super(scope, id);
    this.#props = props;
    const { environment, usEast1, zone, origins, assets, images } = props;
    const { stage, accountId, logRetentionDays, web } = environment;
    if (web.wafRateLimit !== undefined) {
      this.webAcl = new EdgeWebAcl(usEast1, 'WebAcl', {
        name: `web-${stage}`,
        requestsPerFiveMinutes: web.wafRateLimit,
        logRetentionDays,
      });
    }
    const securityHeaders = new SecurityHeaders(this, 'SecurityHeaders', { name: `web-${stage}` });
    const nothingKept = new CachePolicy(this, 'NothingKept', {
      name: `web-nothing-kept-${stage}`,
      comment: 'Nothing is kept at the edge',
      maxTtlSeconds: 0,
    });
    this.front = this.#front(securityHeaders, nothingKept);
    this.api = this.#distribution('Api', web.apiDomainName, {
      origin: origins.api,
      methods: 'all',
      refuseHttp: true,
      cachePolicy: nothingKept,
      originRequestPolicy: new OriginRequestPolicy(this, 'WholeRequest', {
        name: `web-whole-request-${stage}`,
        comment: 'The origin gets the request of the viewer, Host among it',
        headers: 'all',
        cookies: 'all',
      }),
      securityHeaders,
    });
    assets.allowRead(this.front);
    images?.originals.allowRead(this.front);
    for (const [recordsId, distribution, name] of [
      ['FrontRecords', this.front, web.domainName],
      ['ApiRecords', this.api, web.apiDomainName],
    ] as const) {
      new AliasRecords(this, recordsId, { zone, name, distribution });
    }
    new AccessLogs(usEast1, 'AccessLogs', {
      name: `web-${stage}`,
      accountId,
      retentionDays: logRetentionDays,
      distributions: { front: this.front, api: this.api },
    });
  }

  /**
   * The site. Pages are kept as long as the origin says, at most `htmlCacheSeconds`; the origin gets no cookie, so no page
   * depends on one, and CloudFront takes `Set-Cookie` off. The reverse proxy marks an answer with `Set-Cookie` as not to be
   * kept, which holds also once a cookie is listed here.
   */
  #front(securityHeaders: SecurityHeaders, nothingKept: CachePolicy): Distribution {
    const { environment, origins, assets, images } = this.#props;
    const { stage, web } = environment;
    const pages = new CachePolicy(this, 'Pages', {
      name: `web-pages-${stage}`,
      comment: 'Pages: as long as the origin says, up to the stage',
      maxTtlSeconds: web.htmlCacheSeconds,
      headers: ['Host'],
      queryStrings: 'all',
    });
    const files = new CachePolicy(this, 'Files', {
      name: `web-files-${stage}`,
      comment: 'Files with a hash in their name: a year, whatever the Host, query or cookies',
      defaultTtlSeconds: yearSeconds,
      maxTtlSeconds: yearSeconds,
    });
    const host = new OriginRequestPolicy(this, 'Host', {
      name: `web-host-${stage}`,
      comment: 'The origin gets the Host and the query of the viewer',
      headers: ['Host'],
    });
    const fromProgram = { origin: origins.front, originRequestPolicy: host, securityHeaders };
    const behaviours: PathBehaviour[] = [
      // What tells open pages of a new release: kept, they would not learn of it.
      { pathPattern: '/_nuxt/builds/latest.json', ...fromProgram, cachePolicy: nothingKept },
      {
        pathPattern: `/${assets.prefix}*`,
        // The bucket holds the files of every release that may still be asked for, and answers 403 for one it does not.
        origin: {
          originId: 'static-assets-or-load-balancer',
          primary: assets.origin,
          fallback: origins.front,
          statusCodes: [403, 404],
        },
        cachePolicy: files,
        securityHeaders,
      },
      ...(images ? [images.behaviour(securityHeaders)] : []),
    ];
    return this.#distribution('Front', web.domainName, { ...fromProgram, cachePolicy: pages }, behaviours);
  }

  #distribution(
    id: string,
    domainName: string,
    defaultBehaviour: Behaviour,
    behaviours: readonly PathBehaviour[] = [],
  ): Distribution {
    const { environment, usEast1, zone } = this.#props;
    const { stage, retainData, web } = environment;
    return new Distribution(this, id, {
      comment: `${domainName} (${stage})`,
      aliases: [domainName],
      certificate: new DnsCertificate(this, `${id}Certificate`, {
        domainName,
        zone,
        provider: usEast1.provider,
        preventDestroy: retainData,
      }),
      defaultBehaviour,
      behaviours,
      priceClass: web.priceClass,
      allowedCountries: web.allowedCountries,
      webAcl: this.webAcl,
    });
  }
}
