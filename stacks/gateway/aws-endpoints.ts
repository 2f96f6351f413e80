import { Construct } from 'constructs';
import {
  accountOnlyPolicy,
  anyPrincipalPolicy,
  type EndpointStatement,
} from '../../modules/network/aws-endpoint-policy';
import { GatewayEndpoint, InterfaceEndpoint } from '../../modules/network/aws-endpoints';
import { type Network } from '../../modules/network/network';
import { type SecurityGroup } from '../../modules/network/security-group';
import { type Repository } from '../../modules/ecr/repository';

export interface IsolatedAwsEndpointsProps {
  readonly stage: string;
  readonly network: Network;
  /** Group of the interface endpoints. */
  readonly securityGroup: SecurityGroup;
  /** Group of the tasks, which gets the rules to the gateway endpoints. */
  readonly clients: SecurityGroup;
  /** What the tasks pull. */
  readonly repository: Repository;
  readonly clusterName: string;
  /** Beginning of the names of the parameters that may be read. */
  readonly parameterPrefix: string;
  /** Whether a shell may be opened in tasks. */
  readonly allowExec: boolean;
}

/** The roads from the Isolated VPC to the AWS services that tasks need; each admits what is needed and nothing else. */
export class IsolatedAwsEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: IsolatedAwsEndpointsProps) {
    super(scope, id);
    const { stage, network, securityGroup, clients } = props;
    const { accountId, region } = network;
    for (const [endpointId, service, statements] of interfaceEndpoints(props)) {
      new InterfaceEndpoint(this, endpointId, {
        network,
        tier: 'isolated',
        service,
        securityGroup,
        policy: accountOnlyPolicy(accountId, statements),
      });
    }
    const s3 = new GatewayEndpoint(this, 'S3', {
      network,
      tiers: ['isolated'],
      service: 's3',
      // Layers are fetched by addresses that ECR signs as itself, so no principal of the account can be asked for.
      policy: anyPrincipalPolicy([
        {
          Sid: 'ImageLayers',
          Action: ['s3:GetObject'],
          Resource: `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`,
        },
      ]),
    });
    const dynamodb = new GatewayEndpoint(this, 'DynamoDb', {
      network,
      tiers: ['isolated'],
      service: 'dynamodb',
      policy: accountOnlyPolicy(accountId, [
        {
          Sid: 'Items',
          Action: [
            'dynamodb:BatchGetItem',
            'dynamodb:BatchWriteItem',
            'dynamodb:ConditionCheckItem',
            'dynamodb:DeleteItem',
            'dynamodb:GetItem',
            'dynamodb:PutItem',
            'dynamodb:Query',
            'dynamodb:Scan',
            'dynamodb:UpdateItem',
          ],
          Resource: `arn:aws:dynamodb:${region}:${accountId}:table/gateway-*-${stage}`,
        },
      ]),
    });
    clients.allowTo('S3-443', { prefixListId: s3.prefixListId }, 443, 'Image layers in S3');
    clients.allowTo('DynamoDb-443', { prefixListId: dynamodb.prefixListId }, 443, 'DynamoDB');
  }
}

type Endpoint = readonly [id: string, service: string, statements: readonly EndpointStatement[]];

function interfaceEndpoints(props: IsolatedAwsEndpointsProps): readonly Endpoint[] {
  const { stage, network, repository, clusterName, parameterPrefix, allowExec } = props;
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${network.region}:${network.accountId}:${resource}`;
  const pull: EndpointStatement = {
    Sid: 'Pull',
    Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    Resource: repository.arn,
  };
  // A token is for the whole registry: the action has no resource.
  const logIn: EndpointStatement = { Sid: 'LogIn', Action: ['ecr:GetAuthorizationToken'], Resource: '*' };
  const write: EndpointStatement = {
    Sid: 'Write',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: arn('logs', `log-group:/gateway/${stage}/*`),
  };
  const execLog: readonly EndpointStatement[] = [
    {
      Sid: 'WriteExecLog',
      Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      Resource: arn('logs', `log-group:/aws/ecs/exec/${clusterName}:*`),
    },
    { Sid: 'FindExecLog', Action: ['logs:DescribeLogGroups'], Resource: arn('logs', 'log-group:*') },
  ];
  const read: EndpointStatement = {
    Sid: 'Read',
    Action: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
    Resource: arn('ssm', `parameter${parameterPrefix}/*`),
  };
  const decrypt: EndpointStatement = {
    Sid: 'Decrypt',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: arn('kms', 'key/*'),
  };
  const exec: EndpointStatement = {
    Sid: 'ExecSession',
    Action: [
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ],
    // Channels of messages have no names.
    Resource: '*',
  };
  return [
    ['EcrApi', 'ecr.api', [logIn, pull]],
    ['EcrDkr', 'ecr.dkr', [logIn, pull]],
    ['Logs', 'logs', [write, ...(allowExec ? execLog : [])]],
    ['Ssm', 'ssm', [read]],
    ['Kms', 'kms', [decrypt]],
    ...(allowExec ? [['SsmMessages', 'ssmmessages', [exec]] as const] : []),
  ];
}
