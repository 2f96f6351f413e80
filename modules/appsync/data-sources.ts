import { AppsyncDatasource } from '@cdktf/provider-aws/lib/appsync-datasource';
import { Construct } from 'constructs';
import { type Table } from '../dynamodb/table';
import { ServiceRole } from '../iam/service-role';
import { type NodeFunction } from '../lambda/node-function';
import { type GraphqlApi } from './graphql-api';

interface DataSourceProps {
  readonly api: GraphqlApi;
  /** Name within the API: letters, digits and `_`. */
  readonly name: string;
}

interface CallingDataSourceProps extends DataSourceProps {
  /** Name of the role under which AppSync calls, at most 64 characters. */
  readonly roleName: string;
  /** Account in whose name alone AppSync may take the role. */
  readonly accountId: string;
}

export interface TableDataSourceProps extends CallingDataSourceProps {
  readonly table: Table;
  readonly region: string;
  /** DynamoDB actions on the items of the table, such as `dynamodb:GetItem`. */
  readonly actions: readonly string[];
  /** Indexes that resolvers query. @default none */
  readonly queriedIndexes?: readonly string[];
}

export interface FunctionDataSourceProps extends CallingDataSourceProps {
  readonly function: NodeFunction;
}

/** What resolvers and pipeline functions are attached to. */
export interface DataSource {
  readonly dataSourceName: string;
}

/** A table as a data source, with a role for the actions that its resolvers use and no others. */
export class TableDataSource extends Construct implements DataSource {
  readonly #source: AppsyncDatasource;

  constructor(scope: Construct, id: string, props: TableDataSourceProps) {
    super(scope, id);
    const { api, name, roleName, accountId, table, region, actions, queriedIndexes = [] } = props;
    const role = new ServiceRole(this, 'Role', {
      name: roleName,
      service: 'appsync.amazonaws.com',
      sourceAccountId: accountId,
      statements: [
        { Sid: 'Items', Action: actions, Resource: table.arn },
        ...queriedIndexes.map((index) => ({
          Sid: index,
          Action: 'dynamodb:Query',
          Resource: table.indexArn(index),
        })),
      ],
    });
    this.#source = new AppsyncDatasource(this, 'Resource', {
      apiId: api.apiId,
      name,
      type: 'AMAZON_DYNAMODB',
      serviceRoleArn: role.arn,
      dynamodbConfig: { tableName: table.table.name, region },
    });
  }

  get dataSourceName(): string {
    return this.#source.name;
  }
}

/** A Lambda function as a data source. */
export class FunctionDataSource extends Construct implements DataSource {
  readonly #source: AppsyncDatasource;

  constructor(scope: Construct, id: string, props: FunctionDataSourceProps) {
    super(scope, id);
    const { api, name, roleName, accountId, function: target } = props;
    const role = new ServiceRole(this, 'Role', {
      name: roleName,
      service: 'appsync.amazonaws.com',
      sourceAccountId: accountId,
      statements: [{ Action: 'lambda:InvokeFunction', Resource: target.arn }],
    });
    this.#source = new AppsyncDatasource(this, 'Resource', {
      apiId: api.apiId,
      name,
      type: 'AWS_LAMBDA',
      serviceRoleArn: role.arn,
      lambdaConfig: { functionArn: target.arn },
    });
  }

  get dataSourceName(): string {
    return this.#source.name;
  }
}

/** A data source that calls nothing: the answer is what the request handler passes as payload. */
export class NoneDataSource extends Construct implements DataSource {
  readonly #source: AppsyncDatasource;

  constructor(scope: Construct, id: string, { api, name }: DataSourceProps) {
    super(scope, id);
    this.#source = new AppsyncDatasource(this, 'Resource', { apiId: api.apiId, name, type: 'NONE' });
  }

  get dataSourceName(): string {
    return this.#source.name;
  }
}
