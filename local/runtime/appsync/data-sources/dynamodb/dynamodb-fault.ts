import { DataSourceError } from '../../data-source-error';
import { isRequestObject } from '../request-object';
import { fromWireItem } from './attribute-json';

/** A call of DynamoDB's API: `GetItem` with its input in the API's JSON. */
export type DynamodbCall = (action: string, input: unknown) => Promise<unknown>;

/** Runs a call; DynamoDB's refusal becomes the error that resolver code sees. */
export async function called(call: DynamodbCall, action: string, input: unknown): Promise<Record<string, unknown>> {
  try {
    const answer = await call(action, input);
    return isRequestObject(answer) ? { ...answer } : {};
  } catch (error) {
    throw faultOf(error);
  }
}

/** A fault that is no refusal of DynamoDB passes as it is. */
function faultOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('statusCode' in error || '$metadata' in error)) return error;
  const type = `DynamoDB:${error.name}`;
  const cancellationReasons: unknown = Reflect.get(error, 'cancellationReasons');
  const item: unknown = Reflect.get(error, 'item');
  if (Array.isArray(cancellationReasons)) {
    const data = { keys: null, cancellationReasons: cancellationReasons.map(reasonOf) };
    return new DataSourceError(type, error.message, { data });
  }
  return new DataSourceError(type, error.message, { data: item === undefined ? null : fromWireItem(item) });
}

/** An item without a fault has the reason `None`. */
function reasonOf(reason: unknown): Readonly<Record<string, unknown>> {
  const { Code: type = 'None', Message: message, Item: item } = isRequestObject(reason) ? reason : {};
  return { type, message: message ?? 'None', ...(item === undefined ? {} : { item: fromWireItem(item) }) };
}
