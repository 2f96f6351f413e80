import { type IncomingMessage, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { DynamodbError } from './dynamodb-error';
import { type DynamodbEngine } from './engine';

const target = /^DynamoDB_20120810\.(?<action>[A-Za-z]+)$/;
const maxBodyBytes = 16 * 1024 * 1024;
/** Error types that the service does not define itself and names in another namespace. */
const coralTypes: ReadonlyMap<string, string> = new Map([
  ['ValidationException', 'com.amazon.coral.validate'],
  ['SerializationException', 'com.amazon.coral.service'],
  ['UnknownOperationException', 'com.amazon.coral.service'],
]);

/** Whether a request is one for `dynamodbHandler`. */
export function isDynamodbRequest(request: IncomingMessage): boolean {
  return target.test(String(request.headers['x-amz-target']));
}

/**
 * Answers DynamoDB's AWS JSON 1.0 protocol from `engine`. Signatures are not checked. Errors that are no
 * `DynamodbError` go to `onError` and are answered as `InternalServerError`.
 */
export function dynamodbHandler(
  engine: Pick<DynamodbEngine, 'call'>,
  onError: (error: unknown) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(engine, request)
      .catch((error: unknown) => {
        if (error instanceof DynamodbError) return errorReply(error);
        onError(error);
        const internal = new DynamodbError('InternalServerError', 'The request failed on this machine', {
          statusCode: 500,
        });
        return errorReply(internal);
      })
      .then((reply) => send(response, reply))
      .catch(onError);
  };
}

interface Reply {
  readonly statusCode: number;
  readonly body: object;
}

async function answer(engine: Pick<DynamodbEngine, 'call'>, request: IncomingMessage): Promise<Reply> {
  const action = target.exec(String(request.headers['x-amz-target']))?.groups?.action;
  const body = await readBody(request);
  if (request.method !== 'POST' || action === undefined) {
    throw new DynamodbError('UnknownOperationException', 'X-Amz-Target must be DynamoDB_20120810.<action>');
  }
  const result = await engine.call(action, parse(body));
  return { statusCode: 200, body: result as object }; // every answer of the API is an object
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new DynamodbError('SerializationException', `The body must be JSON: ${cause.message}`);
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    // A request without an encoding is a stream of buffers.
    const data = chunk as Buffer;
    size += data.length;
    if (size <= maxBodyBytes) chunks.push(data);
  }
  if (size > maxBodyBytes) {
    throw new DynamodbError('RequestEntityTooLargeException', `The body may have ${maxBodyBytes} bytes, got ${size}`, {
      statusCode: 413,
    });
  }
  return Buffer.concat(chunks);
}

function errorReply({ name, message, statusCode, cancellationReasons, item }: DynamodbError): Reply {
  const namespace = coralTypes.get(name) ?? 'com.amazonaws.dynamodb.v20120810';
  return {
    statusCode,
    body: {
      __type: `${namespace}#${name}`,
      message,
      ...(cancellationReasons && { CancellationReasons: cancellationReasons, Message: message }),
      ...(item && { Item: item }),
    },
  };
}

function send(response: ServerResponse, { statusCode, body }: Reply): void {
  const data = Buffer.from(JSON.stringify(body));
  response.writeHead(statusCode, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': data.length,
    'x-amz-crc32': crc32(data),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(data);
}
