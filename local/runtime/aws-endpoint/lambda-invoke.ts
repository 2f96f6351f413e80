import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type RunningLambda } from '../lambda/lambda-runtime';
import { type AsyncInvocations } from './async-invocations';
import { AwsError } from './aws-error';
import { readBody } from './request-body';

const maxEventBytes = 6 * 1024 * 1024;
/** What an asynchronous invocation may carry. */
const maxAsyncEventBytes = 1024 * 1024;

const invokePath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** The function that a path of Lambda's Invoke names: a name, or the whole or the end of an ARN; else undefined. */
export function invokedFunction(path: string): { readonly name: string; readonly qualifier: string } | undefined {
  const [, encoded] = invokePath.exec(path) ?? [];
  if (encoded === undefined) return undefined;
  const [, name, qualifier = '$LATEST'] = /^(?:.*function:)?([^:]+)(?::([^:]+))?$/.exec(decode(encoded)) ?? [];
  return name === undefined ? undefined : { name, qualifier };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidParameterValueException', `function name must be percent-encoded, got ${text}`);
  }
}

/** Serves Invoke with the types RequestResponse, Event and DryRun. `X-Amz-Log-Type` is not served. */
export async function handleInvoke(
  lambda: RunningLambda,
  asyncInvocations: AsyncInvocations,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type !== 'RequestResponse' && type !== 'Event' && type !== 'DryRun') {
    throw new AwsError(
      'InvalidParameterValueException',
      `X-Amz-Invocation-Type must be RequestResponse, Event or DryRun, got ${String(type)}`,
    );
  }
  const event = parseEvent(await readBody(request, type === 'Event' ? maxAsyncEventBytes : maxEventBytes));
  response.setHeader('x-amzn-requestid', requestId);
  if (type === 'DryRun') return void response.writeHead(204).end();
  if (type === 'Event') {
    asyncInvocations.add(lambda, event);
    return void response.writeHead(202).end();
  }
  const result = await lambda.invoke(event);
  const headers = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
  if ('payload' in result) {
    response.writeHead(200, headers).end(JSON.stringify(result.payload));
    return;
  }
  const { functionError, ...error } = result;
  response.writeHead(200, { ...headers, 'x-amz-function-error': functionError }).end(JSON.stringify(error));
}

function parseEvent(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
