import { z } from 'zod';
import { type EventType, type OriginDefinition } from '../definition/definitions';
import { type EdgeRequest, type EdgeResponse } from '../edge-message';
import { HeaderList, isHeaderValue } from '../header-list';
import { FunctionFault } from './function-sandbox';
import { type FunctionContext } from './function-event';

// The event structure of Lambda@Edge.

/** Headers by lower-case name, each with its values and the case in which they came. */
type Headers = Record<string, { key: string; value: string }[]>;

const headersSchema = z
  .record(z.string(), z.array(z.object({ key: z.string().optional(), value: z.string() })))
  .default({});
const requestSchema = z.object({
  method: z.string(),
  uri: z.string().startsWith('/').max(8192),
  querystring: z.string().default(''),
  headers: headersSchema,
  body: z
    .object({ action: z.string().optional(), encoding: z.enum(['text', 'base64']).default('text'), data: z.string() })
    .optional(),
});
const responseSchema = z.object({
  status: z.union([z.string(), z.number()]).transform(Number).pipe(z.number().int().min(200).max(599)),
  statusDescription: z.string().optional(),
  headers: headersSchema,
  body: z.string().optional(),
  bodyEncoding: z.enum(['text', 'base64']).default('text'),
});

/** Largest part of a request's body that a function gets. */
export const maxBodyBytes = { viewer: 40 * 1024, origin: 1024 * 1024 } as const;

/** What a function made of a message. */
export type LambdaAnswer = { readonly request: EdgeRequest } | { readonly response: EdgeResponse };

export interface LambdaMessage {
  readonly eventType: EventType;
  readonly context: FunctionContext;
  readonly request: EdgeRequest;
  /** Origin that is asked, at origin events. */
  readonly origin?: OriginDefinition;
  readonly response?: EdgeResponse;
  /** Body of the request, when the function gets it, and whether there is more of it. */
  readonly body?: { readonly data: Buffer; readonly isTruncated: boolean };
}

export function lambdaEvent(message: LambdaMessage): unknown {
  const { eventType, context, request, origin, response, body } = message;
  return {
    Records: [
      {
        cf: {
          config: { ...context, eventType },
          request: {
            clientIp: request.clientIp,
            headers: toLambda(request.headers),
            method: request.method,
            querystring: request.query,
            uri: request.uri,
            ...(origin === undefined ? {} : { origin: originOf(origin) }),
            ...(body === undefined
              ? {}
              : {
                  body: {
                    action: 'read-only',
                    data: body.data.toString('base64'),
                    encoding: 'base64',
                    inputTruncated: body.isTruncated,
                  },
                }),
          },
          ...(response === undefined
            ? {}
            : {
                response: {
                  headers: toLambda(response.headers),
                  status: String(response.status),
                  statusDescription: response.statusText ?? '',
                },
              }),
        },
      },
    ],
  };
}

/** @throws FunctionFault when the function returned what is neither a request nor a response, or too much */
export function lambdaAnswer(result: unknown, message: LambdaMessage): LambdaAnswer {
  const { eventType, request, response } = message;
  const isAtRequest = eventType.endsWith('-request');
  if (isAtRequest && !(typeof result === 'object' && result !== null && 'status' in result)) {
    return { request: toRequest(parse(requestSchema, result), request) };
  }
  const { status, statusDescription, headers, body, bodyEncoding } = parse(responseSchema, result);
  if (eventType === 'viewer-response' && response !== undefined && status !== response.status) {
    throw new FunctionFault(`handler: status must stay ${response.status} at viewer-response, got ${status}`);
  }
  const list = toHeaders(headers);
  const base = { status, ...(statusDescription === undefined ? {} : { statusText: checked(statusDescription) }) };
  if (body === undefined && response !== undefined) {
    return { response: { ...base, headers: list, ...(response.body ? { body: response.body } : {}) } };
  }
  const isAtViewer = eventType.startsWith('viewer-');
  const limit = isAtViewer ? maxBodyBytes.viewer : maxBodyBytes.origin;
  // The limit is on what the function returns, encoded as it is.
  if (body !== undefined && Buffer.byteLength(body) > limit) {
    throw new FunctionFault(
      `response body must be at most ${limit} bytes at ${eventType}, got ${Buffer.byteLength(body)}`,
    );
  }
  const bytes = Buffer.from(body ?? '', bodyEncoding === 'base64' ? 'base64' : 'utf8');
  list.set('Content-Length', String(bytes.length));
  return { response: { ...base, headers: list, body: bytes } };
}

function toRequest(parsed: z.infer<typeof requestSchema>, request: EdgeRequest): EdgeRequest {
  const headers = toHeaders(parsed.headers);
  const replaced = parsed.body?.action === 'replace' ? parsed.body : undefined;
  if (/[^\x21-\x7e]/.test(parsed.uri + parsed.querystring)) {
    throw new FunctionFault('handler: uri and querystring must be percent-encoded');
  }
  const base = { ...request, uri: parsed.uri, query: parsed.querystring, headers };
  if (replaced === undefined) return base;
  const body = Buffer.from(replaced.data, replaced.encoding === 'base64' ? 'base64' : 'utf8');
  headers.set('Content-Length', String(body.length));
  return { ...base, body };
}

function parse<T>(schema: z.ZodType<T>, result: unknown): T {
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  throw new FunctionFault(`handler: returned neither a request nor a response: ${z.prettifyError(parsed.error)}`);
}

function toLambda(headers: HeaderList): Headers {
  const all = new Map<string, { key: string; value: string }[]>();
  for (const [key, value] of headers.entries()) {
    const name = key.toLowerCase();
    all.set(name, [...(all.get(name) ?? []), { key, value }]);
  }
  return Object.fromEntries(all);
}

function toHeaders(all: z.infer<typeof headersSchema>): HeaderList {
  const list = new HeaderList();
  for (const [name, values] of Object.entries(all)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new FunctionFault(`handler: header ${name} has no valid name`);
    for (const { key, value } of values) {
      list.append(key?.toLowerCase() === name.toLowerCase() ? key : name, checked(value));
    }
  }
  return list;
}

function checked(text: string): string {
  if (isHeaderValue(text)) return text;
  throw new FunctionFault('handler: a header must not hold control characters or characters beyond Latin-1');
}

function originOf({ kind, domainName, path, customHeaders, readTimeoutMs }: OriginDefinition): unknown {
  const headers = toLambda(new HeaderList(customHeaders.flat()));
  if (kind.type === 's3') {
    const region = /\.s3[.-]([a-z0-9-]+)\.amazonaws\.com$/.exec(domainName)?.[1] ?? '';
    const authMethod = kind.isSigned ? 'origin-access-control' : 'none';
    return { s3: { authMethod, customHeaders: headers, domainName, path, region } };
  }
  const isSecure = kind.protocolPolicy !== 'http-only';
  return {
    custom: {
      customHeaders: headers,
      domainName,
      path,
      port: isSecure ? kind.httpsPort : kind.httpPort,
      protocol: isSecure ? 'https' : 'http',
      readTimeout: readTimeoutMs / 1000,
      keepaliveTimeout: 5,
      sslProtocols: ['TLSv1.2'],
    },
  };
}
