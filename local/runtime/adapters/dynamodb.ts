import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type DynamodbEngine, openDynamodb } from '../dynamodb/engine';
import type * as Remote from '../dynamodb/remote';
import { type Adapter, type AdapterContext } from './adapter';
import { readTableDefinition } from './dynamodb-definition';
import { ServiceKey } from './service-registry';

/** All tables of the deployments, of whatever region. */
export const dynamodbEngine = new ServiceKey<DynamodbEngine>('dynamodb');

const load = createRequire(__filename);
const type = 'aws_dynamodb_table';
const endpointVariable = 'AWS_ENDPOINT_URL_DYNAMODB';

/** The deployed tables: in this process, or in the DynamoDB that `AWS_ENDPOINT_URL_DYNAMODB` names. */
export const dynamodb: Adapter = {
  name: 'dynamodb',
  types: [type],
  needs: [],
  start: async (context) => {
    const definitions = context.resources(type).map(({ resource }) => readTableDefinition(resource));
    const engine = await openEngine(context);
    context.keep(engine);
    for (const definition of definitions) await engine.createTable(definition);
    context.services.provide(dynamodbEngine, engine);
  },
};

async function openEngine(context: AdapterContext): Promise<DynamodbEngine> {
  const { environment, clock, events, keepTables, dataDirectory } = context;
  const endpoint = environment[endpointVariable];
  if (endpoint !== undefined && endpoint !== '') {
    if (!URL.canParse(endpoint)) throw new Error(`${endpointVariable} must be a URL, got ${endpoint}`);
    // The SDK takes a fifth of a second to load, so only those who use it pay.
    const { connectDynamodb } = load('../dynamodb/remote') as typeof Remote; // the module at that path
    return connectDynamodb(new URL(endpoint));
  }
  const onBackgroundError = (error: Error): void =>
    events.emit({ kind: 'log', at: clock.nowMs(), source: 'dynamodb', level: 'error', message: error.message });
  const directory = keepTables ? { directory: join(dataDirectory, 'dynamodb') } : {};
  return openDynamodb({ ...directory, clock, onBackgroundError });
}
