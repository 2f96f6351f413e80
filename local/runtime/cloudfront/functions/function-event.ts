import { z } from 'zod';
import { type EdgeRequest, type EdgeResponse } from '../edge-message';
import { HeaderList, isHeaderValue } from '../header-list';
import { FunctionFault } from './function-sandbox';

// Version 1.0 of the event structure of CloudFront functions.

export interface FunctionContext {
  readonly distributionDomainName: string;
  readonly distributionId: string;
  readonly requestId: string;
}

interface Value {
  value: string;
  attributes?: string;
  multiValue?: Value[];
}

type Values = Record<string, Value>;

const value = z.object({
  value: z.string(),
  attributes: z.string().optional(),
  multiValue: z.array(z.object({ value: z.string(), attributes: z.string().optional() })).optional(),
});
const values = z.record(z.string(), value).default({});
const requestSchema = z.object({
  method: z.string(),
  uri: z.string().startsWith('/').max(8192),
  querystring: z.union([z.string(), values]).default({}),
  headers: values,
  cookies: values,
});
const bodySchema = z.union([z.string(), z.object({ encoding: z.enum(['text', 'base64']), data: z.string() })]);
const responseSchema = z.object({
  statusCode: z.number().int().min(200).max(599),
  statusDescription: z.string().optional(),
  headers: values,
  cookies: values,
  body: bodySchema.optional(),
});

/** The event for a request, and with `response` for a response. */
export function functionEvent(
  eventType: 'viewer-request' | 'viewer-response',
  context: FunctionContext,
  request: EdgeRequest,
  response?: EdgeResponse,
): unknown {
  return {
    version: '1.0',
    context: { ...context, eventType },
    viewer: { ip: request.clientIp },
    request: {
      method: request.method,
      uri: request.uri,
      querystring: queryValues(request.query),
      headers: headerValues(request.headers, 'cookie'),
      cookies: cookieValues(request.headers.get('cookie') ?? ''),
    },
    response:
      response === undefined
        ? {}
        : {
            statusCode: response.status,
            statusDescription: response.statusText ?? '',
            headers: headerValues(response.headers, 'set-cookie'),
            cookies: setCookieValues(response.headers),
          },
  };
}

/** What a function at `viewer-request` returned: the request as it is to go on, or a response. @throws FunctionFault */
export function requestResult(result: unknown, request: EdgeRequest): EdgeRequest | EdgeResponse {
  if (typeof result === 'object' && result !== null && 'statusCode' in result) return responseResult(result);
  const { uri, querystring, headers, cookies } = parse(requestSchema, result);
  const list = toHeaders(headers);
  const cookie = flat(cookies).map(([name, one]) => `${name}=${one.value}`);
  if (cookie.length > 0) list.set('cookie', cookie.join('; '));
  // Host is read-only for a function.
  const host = request.headers.get('host');
  if (host !== undefined) list.set('host', host);
  const query =
    typeof querystring === 'string'
      ? querystring
      : flat(querystring)
          .map(([name, one]) => (one.value === '' ? name : `${name}=${one.value}`))
          .join('&');
  return { ...request, uri: safeUri(uri), query: safeUri(query), headers: list };
}

/** What a function returned as a response. @throws FunctionFault */
export function responseResult(result: unknown, original?: EdgeResponse): EdgeResponse {
  const { statusCode, statusDescription, headers, cookies, body } = parse(responseSchema, result);
  const list = toHeaders(headers);
  for (const [name, one] of flat(cookies)) {
    const attributes = one.attributes ? `; ${one.attributes}` : '';
    list.append('Set-Cookie', checked(`${name}=${one.value}${attributes}`));
  }
  const status = statusDescription === undefined ? {} : { statusText: checked(statusDescription) };
  if (body === undefined && original !== undefined) {
    return { status: statusCode, ...status, headers: list, ...(original.body ? { body: original.body } : {}) };
  }
  const bytes =
    typeof body === 'object'
      ? Buffer.from(body.data, body.encoding === 'base64' ? 'base64' : 'utf8')
      : Buffer.from(body ?? '');
  list.set('Content-Length', String(bytes.length));
  return { status: statusCode, ...status, headers: list, body: bytes };
}

function parse<T>(schema: z.ZodType<T>, result: unknown): T {
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  throw new FunctionFault(`handler: returned neither a request nor a response: ${z.prettifyError(parsed.error)}`);
}

function toHeaders(all: z.infer<typeof values>): HeaderList {
  const list = new HeaderList();
  for (const [name, one] of flat(all)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new FunctionFault(`handler: header ${name} has no valid name`);
    list.append(name, checked(one.value));
  }
  return list;
}

function checked(text: string): string {
  if (isHeaderValue(text)) return text;
  throw new FunctionFault('handler: a header or cookie must not hold control characters or characters beyond Latin-1');
}

function safeUri(text: string): string {
  if (!/[^\x21-\x7e]/.test(text)) return text;
  return text.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character));
}

function flat(all: z.infer<typeof values>): (readonly [string, { value: string; attributes?: string | undefined }])[] {
  return Object.entries(all).flatMap(([name, one]) => (one.multiValue ?? [one]).map((each) => [name, each] as const));
}

function add(all: Values, name: string, one: Value): void {
  const present = Object.hasOwn(all, name) ? all[name] : undefined;
  if (present === undefined) {
    Object.defineProperty(all, name, { value: one, enumerable: true, configurable: true, writable: true });
    return;
  }
  present.multiValue ??= [{ value: present.value, ...(present.attributes ? { attributes: present.attributes } : {}) }];
  present.multiValue.push(one);
}

function headerValues(headers: HeaderList, except: string): Values {
  const all: Values = {};
  for (const [name, text] of headers.entries()) {
    const lowerCaseName = name.toLowerCase();
    if (lowerCaseName !== except) add(all, lowerCaseName, { value: text });
  }
  return all;
}

function queryValues(query: string): Values {
  const all: Values = {};
  for (const part of query.split('&')) {
    const [name = '', text = ''] = part.split(/=(.*)/s);
    if (name !== '') add(all, name, { value: text });
  }
  return all;
}

function cookieValues(header: string): Values {
  const all: Values = {};
  for (const part of header.split(';')) {
    const [name = '', text = ''] = part.trim().split(/=(.*)/s);
    if (name !== '') add(all, name, { value: text });
  }
  return all;
}

function setCookieValues(headers: HeaderList): Values {
  const all: Values = {};
  for (const [header, text] of headers.entries()) {
    if (header.toLowerCase() !== 'set-cookie') continue;
    const [pair = '', attributes = ''] = text.split(/;\s*(.*)/s);
    const [name = '', one = ''] = pair.split(/=(.*)/s);
    add(all, name, { value: one, ...(attributes === '' ? {} : { attributes }) });
  }
  return all;
}
