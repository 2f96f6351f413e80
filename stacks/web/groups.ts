import { DataAwsEc2ManagedPrefixList } from '@cdktf/provider-aws/lib/data-aws-ec2-managed-prefix-list';
import { Construct } from 'constructs';
import { type Network } from '../../modules/network/network';
import { SecurityGroup } from '../../modules/network/security-group';

/** Port on which the reverse proxy of a web task listens, and that of an API task's program: neither is root. */
export const frontPort = 8080;
export const apiPort = 8080;

/** What the list of CloudFront's addresses counts for in the 60 rules of a group ("Use the CloudFront managed prefix list"). */
const cloudFrontWeight = 55;

export interface WebGroupsProps {
  readonly stage: string;
  readonly network: Network;
}

/** Every security group of the web system, and every rule but those to the prefix lists of S3 and DynamoDB. */
export class WebGroups extends Construct {
  readonly loadBalancer: SecurityGroup;
  readonly web: SecurityGroup;
  readonly api: SecurityGroup;
  readonly awsEndpoints: SecurityGroup;

  constructor(scope: Construct, id: string, { stage, network }: WebGroupsProps) {
    super(scope, id);
    const group = (groupId: string, purpose: string, description: string) =>
      new SecurityGroup(this, groupId, { name: `web-${purpose}-${stage}`, network, description });
    this.loadBalancer = group('LoadBalancer', 'load-balancer', 'Load balancer');
    this.web = group('Web', 'web', 'Tasks of the site');
    this.api = group('Api', 'api', 'Tasks of the API');
    this.awsEndpoints = group('AwsEndpoints', 'aws-endpoints', 'Endpoints of AWS services');

    // The list admits CloudFront by the internet and by its interfaces inside the VPC alike; the group that CloudFront makes
    // for the latter does not exist before the first VPC origin.
    const { id: prefixListId } = new DataAwsEc2ManagedPrefixList(this, 'CloudFront', {
      name: 'com.amazonaws.global.cloudfront.origin-facing',
    });
    const cloudFront = { prefixListId, weight: cloudFrontWeight };
    this.loadBalancer.allowFrom('CloudFront-443', cloudFront, 443, 'HTTPS from CloudFront');
    this.loadBalancer.connectTo(this.web, frontPort, 'requests to the site');
    this.loadBalancer.connectTo(this.api, apiPort, 'requests to the API');
    this.web.connectTo(this.awsEndpoints, 443, 'AWS APIs');
    this.api.connectTo(this.awsEndpoints, 443, 'AWS APIs');
  }
}
