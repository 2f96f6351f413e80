import type { DataSourceDriver } from '../../api';
import { invalidRequest, requestObject, textField } from '../request-object';
import { batchDeleteItem, batchGetItem, batchPutItem } from './batches';
import type { DynamodbCall } from './dynamodb-fault';
import { query, scan } from './read-pages';
import { deleteItem, getItem, putItem, updateItem } from './single-item';
import { transactGetItems, transactWriteItems } from './transactions';

/**
 * The `AMAZON_DYNAMODB` data source with the semantics of request version 2018-05-29: results are plain values, a
 * refusal of DynamoDB is an error of type `DynamoDB:<name>` that the response handler may take up.
 *
 * @param call DynamoDB's API, such as `DynamodbEngine.call`
 */
export function dynamodbDriver(tableName: string, call: DynamodbCall): DataSourceDriver {
  return {
    async invoke(request) {
      const wanted = requestObject(request);
      const operation = textField(wanted, 'operation');
      switch (operation) {
        case 'GetItem':
          return getItem(call, tableName, wanted);
        case 'PutItem':
          return putItem(call, tableName, wanted);
        case 'UpdateItem':
          return updateItem(call, tableName, wanted);
        case 'DeleteItem':
          return deleteItem(call, tableName, wanted);
        case 'Query':
          return query(call, tableName, wanted);
        case 'Scan':
          return scan(call, tableName, wanted);
        case 'BatchGetItem':
          return batchGetItem(call, wanted);
        case 'BatchPutItem':
          return batchPutItem(call, wanted);
        case 'BatchDeleteItem':
          return batchDeleteItem(call, wanted);
        case 'TransactGetItems':
          return transactGetItems(call, wanted);
        case 'TransactWriteItems':
          return transactWriteItems(call, wanted);
        default:
          throw invalidRequest(`Unsupported operation '${operation}'.`);
      }
    },
  };
}
