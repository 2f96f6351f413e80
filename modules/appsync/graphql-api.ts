import { AppsyncGraphqlApi } from '@cdktf/provider-aws/lib/appsync-graphql-api';
import { type CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Construct } from 'constructs';
import { ServiceRole } from '../iam/service-role';
import { LogGroup } from '../logs/log-group';
import { requireIntegerBetween } from '../validate';
import { asTerraformLiteral } from '../bundle/appsync-code';

export interface GraphqlApiProps {
  /** API name. */
  readonly name: string;
  /** Schema in GraphQL's schema definition language, with AppSync's scalars and directives. */
  readonly schema: string;
  /** Account in whose name alone AppSync may write the logs. */
  readonly accountId: string;
  /** Which fields are logged: none, those with an error, or all. @default 'ERROR' */
  readonly fieldLogLevel?: 'NONE' | 'ERROR' | 'ALL';
  /** Whether field logs hold headers, arguments and answers. @default false */
  readonly logVerboseContent?: boolean;
  readonly logRetentionDays: number;
  /** Deepest nesting of a query, 1 to 75. @default 20, which the full introspection query of graphql-js passes */
  readonly queryDepthLimit?: number;
  /** Most resolvers that one request may run, 1 to 10000. @default 50 */
  readonly resolverCountLimit?: number;
}

/** An AppSync API that takes API keys, with X-Ray tracing, introspection, limits and a log group of its own. */
export class GraphqlApi extends Construct {
  readonly api: AppsyncGraphqlApi;
  /** Exists before anything that lets a client in, so that AppSync never makes a group without retention. */
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: GraphqlApiProps) {
    super(scope, id);
    const { name, schema, accountId, fieldLogLevel = 'ERROR', logVerboseContent = false } = props;
    const { logRetentionDays, queryDepthLimit = 20, resolverCountLimit = 50 } = props;
    requireIntegerBetween(this, 'queryDepthLimit', queryDepthLimit, 1, 75);
    requireIntegerBetween(this, 'resolverCountLimit', resolverCountLimit, 1, 10_000);

    const logRole = new ServiceRole(this, 'LogRole', {
      name: `${name}-logs`,
      service: 'appsync.amazonaws.com',
      sourceAccountId: accountId,
    });
    this.api = new AppsyncGraphqlApi(this, 'Resource', {
      name,
      schema: asTerraformLiteral(schema),
      authenticationType: 'API_KEY',
      xrayEnabled: true,
      introspectionConfig: 'ENABLED',
      queryDepthLimit,
      resolverCountLimit,
      logConfig: {
        cloudwatchLogsRoleArn: logRole.arn,
        fieldLogLevel,
        excludeVerboseContent: !logVerboseContent,
      },
    });
    const logs = new LogGroup(this, 'LogGroup', {
      name: `/aws/appsync/apis/${this.api.id}`,
      retentionDays: logRetentionDays,
    });
    this.logGroup = logs.group;
    // The group is Terraform's, so the role may not create one.
    logRole.allow('Policy', [{ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logs.streamsArn }]);
  }

  get apiId(): string {
    return this.api.id;
  }
}
