import { randomUUID } from 'node:crypto';
import { type DataSourceDefinition, type DataSourceDriver } from '../appsync/api';
import { DataSourceError } from '../appsync/data-source-error';
import { dynamodbDriver } from '../appsync/data-sources/dynamodb/dynamodb-driver';
import { eventBridgeDriver } from '../appsync/data-sources/event-bridge';
import { httpDriver } from '../appsync/data-sources/http';
import { lambdaDriver } from '../appsync/data-sources/lambda';
import { noneDriver } from '../appsync/data-sources/none';
import { eventBridge } from '../aws-endpoint/event-bridge';
import { type AdapterContext } from './adapter';
import { dynamodbEngine } from './dynamodb';
import { lambdas } from './lambda';
import { placeOfArn } from './place';

type DriverContext = Pick<AdapterContext, 'services' | 'clock' | 'events'>;

/** Gives each data source the service that runs what it names. */
export function dataSourceDriver(context: DriverContext): (dataSource: DataSourceDefinition) => DataSourceDriver {
  return (dataSource) => {
    const { name, type, dynamodb, lambda, http, eventBridge: bus } = dataSource;
    switch (type) {
      case 'NONE':
        return noneDriver();
      case 'AMAZON_DYNAMODB':
        return tableDriver(context, required(dynamodb, name, 'dynamodb_config').tableName);
      case 'AWS_LAMBDA':
        return functionDriver(context, required(lambda, name, 'lambda_config').functionArn);
      case 'HTTP':
        return httpDriver(required(http, name, 'http_config').endpoint);
      case 'AMAZON_EVENTBRIDGE':
        return busDriver(context, required(bus, name, 'event_bridge_config').eventBusArn);
      case 'AMAZON_OPENSEARCH_SERVICE':
      case 'RELATIONAL_DATABASE':
        return absent('UnsupportedOperation', `data source ${name}: ${type} does not run on this machine`);
    }
  };
}

function required<T>(config: T | undefined, name: string, attribute: string): T {
  if (config === undefined) throw new Error(`data source ${name}: ${attribute} must be set for its type`);
  return config;
}

function tableDriver({ services }: DriverContext, tableName: string): DataSourceDriver {
  const engine = services.find(dynamodbEngine);
  if (engine === undefined) throw new Error(`table ${tableName}: nothing runs DynamoDB`);
  return dynamodbDriver(tableName, (action, input) => engine.call(action, input));
}

function functionDriver({ services }: DriverContext, arn: string): DataSourceDriver {
  // A version or alias stands after the name; here there is one version of each function.
  const unqualified = arn.split(':').slice(0, 7).join(':');
  const running = services.find(lambdas)?.get(unqualified);
  return running === undefined
    ? absent('Lambda:ResourceNotFoundException', `Function not found: ${arn}`)
    : lambdaDriver(running);
}

function busDriver({ clock, events }: DriverContext, arn: string): DataSourceDriver {
  const service = eventBridge({ ...placeOfArn(arn, 'event bus'), clock, events, newId: randomUUID });
  return eventBridgeDriver(arn, (input) => Promise.resolve(service.call('PutEvents', input)));
}

/** A source that is not on this machine: its fields fail when they are asked for, and the others work. */
function absent(type: string, message: string): DataSourceDriver {
  return { invoke: () => Promise.reject(new DataSourceError(type, message)) };
}
