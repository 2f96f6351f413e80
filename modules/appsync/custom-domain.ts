import { AppsyncDomainName } from '@cdktf/provider-aws/lib/appsync-domain-name';
import { AppsyncDomainNameApiAssociation } from '@cdktf/provider-aws/lib/appsync-domain-name-api-association';
import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { DnsCertificate } from '../certificates/dns-certificate';
import { type GraphqlApi } from './graphql-api';

export interface CustomDomainProps {
  readonly api: GraphqlApi;
  readonly domainName: string;
  /** Name of the existing public zone that holds the domain. */
  readonly zoneName: string;
  /** Provider of us-east-1, where AppSync reads the certificates of its domains. */
  readonly usEast1: TerraformProvider;
  /** Whether Terraform refuses to destroy the domain, its association and its certificate. @default true */
  readonly preventDestroy?: boolean;
}

/** A domain of one's own for an API: certificate, domain name, association and alias record. */
export class CustomDomain extends Construct {
  /** Address for GraphQL requests. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, id);
    const { api, domainName, zoneName, usEast1, preventDestroy = true } = props;
    const zone = new DataAwsRoute53Zone(this, 'Zone', { name: zoneName, privateZone: false });
    const certificate = new DnsCertificate(this, 'Certificate', {
      domainName,
      zone,
      provider: usEast1,
      preventDestroy,
    });
    const domain = new AppsyncDomainName(this, 'Resource', {
      domainName,
      certificateArn: certificate.arn,
      lifecycle: { preventDestroy },
    });
    new AppsyncDomainNameApiAssociation(this, 'Association', {
      apiId: api.apiId,
      domainName: domain.domainName,
      lifecycle: { preventDestroy },
    });
    new Route53Record(this, 'Alias', {
      zoneId: zone.zoneId,
      name: domainName,
      type: 'A',
      alias: { name: domain.appsyncDomainName, zoneId: domain.hostedZoneId, evaluateTargetHealth: false },
    });
    this.url = `https://${domainName}/graphql`;
  }
}
