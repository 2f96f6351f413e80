import { type GatewayService } from '../environments/environment';
import { type Table } from '../modules/dynamodb/table';
import { type PolicyStatement } from '../modules/iam/policy';

/** What the program of the microservices is told about the one that it runs as. */
export type MicroserviceEntry = Pick<
  GatewayService,
  'name' | 'title' | 'path' | 'port' | 'version' | 'fields' | 'examples'
>;

/** Operations on items; a transaction needs the right to each operation in it. */
const itemOperations = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'];

/** DynamoDB operations that the program calls: a transaction is one by itself. */
export const tableOperations: readonly string[] = [...itemOperations, 'TransactWriteItems'];

/** The program's right to the items of its table. */
export function itemsStatement(table: Table): PolicyStatement {
  return { Sid: 'Items', Action: itemOperations.map((operation) => `dynamodb:${operation}`), Resource: table.arn };
}

/** What the program reads at its start. */
export function programEnvironment(
  entry: MicroserviceEntry,
  { tableName, logLevel }: { readonly tableName: string; readonly logLevel: string },
): Record<string, string> {
  return {
    SERVICE_NAME: entry.name,
    SERVICE_TITLE: entry.title,
    SERVICE_PATH: entry.path,
    SERVICE_VERSION: entry.version,
    PORT: String(entry.port),
    LOG_LEVEL: logLevel,
    TABLE_NAME: tableName,
    FIELDS: JSON.stringify(entry.fields),
    ...(entry.examples && { EXAMPLES: JSON.stringify(entry.examples) }),
  };
}
