import { FunctionDataSource, NoneDataSource, TableDataSource } from '../../../modules/appsync/data-sources';
import { Table } from '../../../modules/dynamodb/table';
import { NodeFunction } from '../../../modules/lambda/node-function';
import { accountId, someApi } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

describe('data sources', () => {
  it('of a table may do the given actions on its items, and query the given indexes', () => {
    const key = { partitionKey: 'pk', sortKey: 'sk' };
    const scope = new SynthesizedScope((parent) => {
      const table = new Table(parent, 'Table', { name: 'groups', key, indexes: { ByName: key, ByOwner: key } });
      new TableDataSource(parent, 'Source', {
        api: someApi(parent),
        name: 'Table',
        roleName: 'groups-table',
        accountId,
        table,
        region: 'eu-west-1',
        actions: ['dynamodb:GetItem'],
        queriedIndexes: ['ByName'],
      });
    });
    const arn = expect.stringMatching(/^\$\{aws_dynamodb_table\.[^}]+\.arn\}$/);
    const index = expect.stringMatching(/^\$\{aws_dynamodb_table\.[^}]+\.arn\}\/index\/ByName$/);
    expect(scope.statements('Source')).toEqual([
      { Sid: 'Items', Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: arn },
      { Sid: 'ByName', Effect: 'Allow', Action: 'dynamodb:Query', Resource: index },
    ]);
    expect(scope.only('aws_appsync_datasource')).toMatchObject({
      type: 'AMAZON_DYNAMODB',
      dynamodb_config: { region: 'eu-west-1' },
    });
  });

  it('of a function may invoke that function only', () => {
    const scope = new SynthesizedScope((parent) => {
      const target = new NodeFunction(parent, 'Function', {
        name: 'f',
        description: 'd',
        code: { path: __filename, sha256: 'x' },
        environment: {},
        logRetentionDays: 7,
      });
      new FunctionDataSource(parent, 'Source', {
        api: someApi(parent),
        name: 'Function',
        roleName: 'groups-function',
        accountId,
        function: target,
      });
    });
    expect(scope.statements('Source')).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: expect.stringMatching(/^\$\{aws_lambda_function\.[^}]+\.arn\}$/),
      },
    ]);
    expect(scope.only('aws_appsync_datasource')).toMatchObject({ type: 'AWS_LAMBDA' });
  });

  it('of no service needs no role', () => {
    const scope = new SynthesizedScope((parent) => {
      new NoneDataSource(parent, 'Source', { api: someApi(parent), name: 'None' });
    });
    expect(scope.only('aws_appsync_datasource')).toMatchObject({ name: 'None', type: 'NONE' });
    expect(scope.only('aws_appsync_datasource')).not.toHaveProperty('service_role_arn');
  });
});
