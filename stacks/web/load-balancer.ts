import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { DnsCertificate } from '../../modules/certificates/dns-certificate';
import { ApplicationLoadBalancer } from '../../modules/load-balancing/application-load-balancer';
import { type ListenerRule, type Route } from '../../modules/load-balancing/listener-rule';
import { LogBucket } from '../../modules/storage/log-bucket';
import { type WebNetworkStack } from './network-stack';

export interface WebLoadBalancerProps {
  readonly environment: Environment;
  readonly network: WebNetworkStack;
}

/** A header by which a load balancer that faces the internet knows the site's own distributions from others of CloudFront. */
export interface OriginHeader {
  readonly name: string;
  /** What the header holds until the first rotation: the load balancer's own id, which nobody else has seen. */
  readonly placeholder: string;
}

/** How CloudFront reaches a load balancer that faces the internet. */
export interface PublicAccess {
  /** Name in the public DNS that leads to it: `origin.<site>`. */
  readonly domainName: string;
  readonly header: OriginHeader;
}

/** Where no host or path fits, and what a request gets that came around the site's distributions. */
const notFound = { status: 404, body: { error: 'Not found', message: 'No service has this host and path' } };
const forbidden = { status: 403, body: { error: 'Forbidden', message: 'Requests come through CloudFront alone' } };

/** Priority of the last rule of a public load balancer. */
const unknownPriority = 49_000;

/**
 * The load balancer of site and API, by host: inside the VPC, where CloudFront alone reaches it, or facing the internet,
 * where it also asks for a secret header. Its certificate names every host.
 */
export class WebLoadBalancer extends Construct {
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly certificate: DnsCertificate;
  /** Zone of both names. */
  readonly zone: DataAwsRoute53Zone;
  /** Absent: the load balancer is internal. */
  readonly publicAccess?: PublicAccess;
  readonly #rules: ListenerRule[] = [];

  constructor(scope: Construct, id: string, { environment, network }: WebLoadBalancerProps) {
    super(scope, id);
    const { stage, accountId, region, retainData, logRetentionDays, web } = environment;
    const publicName = web.loadBalancer === 'public' ? `origin.${web.domainName}` : undefined;
    const name = `web-${stage}`;
    this.zone = new DataAwsRoute53Zone(this, 'Zone', { name: web.zoneName, privateZone: false });
    this.certificate = new DnsCertificate(this, 'Certificate', {
      domainName: web.domainName,
      alternativeNames: { Api: web.apiDomainName, ...(publicName !== undefined && { Origin: publicName }) },
      zone: this.zone,
      preventDestroy: retainData,
    });
    this.loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      name,
      securityGroup: network.groups.loadBalancer,
      tier: publicName === undefined ? 'isolated' : 'public',
      certificate: this.certificate,
      logBucket: new LogBucket(this, 'LogBucket', {
        name: `web-logs-${stage}-${accountId}-${region}`,
        accountId,
        prefixes: [name],
        retentionDays: logRetentionDays,
        retainData,
      }),
      otherwise: publicName === undefined ? notFound : forbidden,
      retainData,
    });
    if (publicName !== undefined) {
      const placeholder = this.loadBalancer.loadBalancer.arnSuffix;
      this.publicAccess = { domainName: publicName, header: { name: 'X-Origin-Secret', placeholder } };
      this.route(this, 'UnknownRule', { priority: unknownPriority, to: notFound });
    }
  }

  /**
   * Rules whose secret header a rotation replaces; Terraform leaves their conditions alone, so a changed host reaches them
   * only when they are replaced. Read them after the last `route`.
   */
  get guardedRules(): readonly ListenerRule[] {
    return this.publicAccess ? this.#rules : [];
  }

  /** Adds a rule to the HTTPS listener, which asks for the secret header as well where there is one. */
  route(scope: Construct, id: string, route: Omit<Route, 'header'>): ListenerRule {
    const secret = this.publicAccess?.header;
    const header = secret && { name: secret.name, values: [secret.placeholder], rotated: true };
    const rule = this.loadBalancer.route(scope, id, { ...route, header });
    this.#rules.push(rule);
    return rule;
  }
}
