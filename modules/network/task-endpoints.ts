import { Construct } from 'constructs';
import { type Repository } from '../ecr/repository';
import { oneOrAll } from '../iam/policy';
import { accountOnlyPolicy, anyPrincipalPolicy, type EndpointStatement } from './aws-endpoint-policy';
import { GatewayEndpoint, InterfaceEndpoint } from './aws-endpoints';
import { type Network } from './network';
import { type SecurityGroup } from './security-group';

export interface TaskEndpointsProps {
  readonly network: Network;
  /** Group of the interface endpoints. */
  readonly securityGroup: SecurityGroup;
  /** Groups of the tasks, which get the rules to S3. */
  readonly clients: readonly SecurityGroup[];
  /** Groups of the tasks that use DynamoDB, which get the rule to it. */
  readonly tableClients: readonly SecurityGroup[];
  /** What the tasks pull. */
  readonly repositories: readonly Repository[];
  readonly clusterName: string;
  /** Beginning of the names of the log groups that may be written: `/shop/stg/`. */
  readonly logGroupPrefix: string;
  /** Names of the parameters that may be read, with `*` for any characters. */
  readonly parameters: readonly string[];
  /** Names of the tables whose items may be read and written, with `*` for any characters. */
  readonly tables: string;
  /** Whether a shell may be opened in tasks. */
  readonly allowExec: boolean;
}

/**
 * The roads from the isolated subnets of a VPC to the AWS services that Fargate tasks need; each admits what is needed and
 * nothing else.
 */
export class TaskEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: TaskEndpointsProps) {
    super(scope, id);
    const { network, securityGroup, clients, tableClients, tables } = props;
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
          Resource: `arn:aws:dynamodb:${region}:${accountId}:table/${tables}`,
        },
      ]),
    });
    for (const group of clients) {
      group.allowTo('S3-443', { prefixListId: s3.prefixListId }, 443, 'Image layers in S3');
    }
    for (const group of tableClients) {
      group.allowTo('DynamoDb-443', { prefixListId: dynamodb.prefixListId }, 443, 'DynamoDB');
    }
  }
}

type Endpoint = readonly [id: string, service: string, statements: readonly EndpointStatement[]];

function interfaceEndpoints(props: TaskEndpointsProps): readonly Endpoint[] {
  const { network, repositories, clusterName, logGroupPrefix, parameters, allowExec } = props;
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${network.region}:${network.accountId}:${resource}`;
  const pull: EndpointStatement = {
    Sid: 'Pull',
    Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    Resource: oneOrAll(repositories.map((repository) => repository.arn)),
  };
  // A token is for the whole registry: the action has no resource.
  const logIn: EndpointStatement = { Sid: 'LogIn', Action: ['ecr:GetAuthorizationToken'], Resource: '*' };
  const write: EndpointStatement = {
    Sid: 'Write',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: arn('logs', `log-group:${logGroupPrefix}*`),
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
    Resource: oneOrAll(parameters.map((name) => arn('ssm', `parameter${name}`))),
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
