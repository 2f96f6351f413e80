import { type IncomingMessage, type ServerResponse } from 'node:http';
import { AwsError } from './aws-error';
import { parseJsonObject, readBody } from './request-body';

const maxBodyBytes = 1024 * 1024;

/** A service of AWS JSON 1.1: its actions take and answer JSON objects. */
export interface JsonService {
  /** Before the dot of `X-Amz-Target`, such as `AmazonSSM`. */
  readonly targetPrefix: string;
  /** @throws AwsError as the service answers. */
  call(action: string, input: Readonly<Record<string, unknown>>): unknown;
}

/** Serves the requests of one service. Bodies have at most 1 MiB. */
export function jsonHandler(
  service: JsonService,
  newRequestId: () => string,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const { action } = targetOf(request);
    const input = parseJsonObject(await readBody(request, maxBodyBytes));
    const output = await service.call(action, input);
    writeJson(response, 200, output ?? {}, newRequestId());
  };
}

/** `X-Amz-Target` in its two parts; both are empty without it. */
export function targetOf({ headers }: IncomingMessage): { readonly prefix: string; readonly action: string } {
  const target = headers['x-amz-target'];
  const [, prefix = '', action = ''] = /^(.*)\.([^.]*)$/.exec(typeof target === 'string' ? target : '') ?? [];
  return { prefix, action };
}

export function writeJson(response: ServerResponse, status: number, body: unknown, requestId: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId });
  response.end(JSON.stringify(body));
}

/** Errors in the shape that the JSON and REST-JSON protocols share. What is not of AWS becomes `InternalFailure`. */
export function writeError(response: ServerResponse, error: unknown, requestId: string): void {
  const { name, message, statusCode } =
    error instanceof AwsError ? error : new AwsError('InternalFailure', messageOf(error), 500);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // The rest of a body that was refused would else be read as the next request.
  if (statusCode === 413) response.setHeader('connection', 'close');
  response.setHeader('x-amzn-errortype', name);
  writeJson(response, statusCode, { __type: name, message, Message: message }, requestId);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
