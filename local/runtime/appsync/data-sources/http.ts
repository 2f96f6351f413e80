import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { isNativeError } from 'node:util/types';
import type { DataSourceDriver } from '../api';
import { DataSourceError } from '../data-source-error';
import { invalidRequest, isRequestObject, requestObject, textField, type RequestObject } from './request-object';

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;

/** Link-local networks, where clouds keep the metadata of a machine and its credentials. */
const denied = new BlockList();
denied.addSubnet('169.254.0.0', 16, 'ipv4');
denied.addSubnet('fe80::', 10, 'ipv6');
denied.addAddress('fd00:ec2::254', 'ipv6');
denied.addAddress('100.100.100.200', 'ipv4');

/**
 * The `HTTP` data source: one request to the endpoint, redirects not followed; the result is
 * `{ statusCode, headers, body }` whatever the status. Link-local and metadata addresses are refused, also behind a name.
 *
 * @param endpoint `https://host[:port]`, as deployed
 */
export function httpDriver(endpoint: string): DataSourceDriver {
  return {
    async invoke(request, signal) {
      const wanted = requestObject(request);
      const method = textField(wanted, 'method').toUpperCase();
      if (!METHODS.includes(method)) {
        throw invalidRequest(`Value for field '$[method]' must be one of ${METHODS.join(', ')}, got ${method}.`);
      }
      const params = isRequestObject(wanted.params) ? wanted.params : {};
      const url = urlOf(endpoint, textField(wanted, 'resourcePath'), params.query);
      const headers = isRequestObject(params.headers) ? params.headers : {};
      const body = params.body === undefined || params.body === null ? undefined : textOf(params.body);
      try {
        return await exchange(url, method, headers, body, signal);
      } catch (error) {
        if (error instanceof DataSourceError) throw error;
        const reason = isNativeError(error) ? error.message : String(error);
        throw new DataSourceError('Http:RequestFailed', `${method} ${url.origin}: ${reason}`);
      }
    },
  };
}

function urlOf(endpoint: string, resourcePath: string, query: unknown): URL {
  const base = endpoint.replace(/\/+$/, '');
  const url = new URL(`${base}/${resourcePath.replace(/^\/+/, '')}`);
  // A path such as `@host` must not change where the request goes.
  if (url.host !== new URL(base).host)
    throw invalidRequest(`Value for field '$[resourcePath]' is no path: ${resourcePath}`);
  for (const [name, value] of Object.entries(isRequestObject(query) ? query : {})) {
    for (const item of Array.isArray(value) ? value : [value]) url.searchParams.append(name, textOf(item));
  }
  return url;
}

async function exchange(
  url: URL,
  method: string,
  headers: RequestObject,
  body: string | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) assertAllowed(host);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(url, { method, signal, lookup: checkedLookup, headers: headersOf(headers) }, (response) => {
      bodyOf(response).then(
        (text) => resolve({ statusCode: response.statusCode, headers: flat(response), body: text }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Names are checked where they are resolved, so that a name cannot change its address after the check. */
const checkedLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '');
    try {
      for (const { address } of addresses) assertAllowed(address);
    } catch (refusal) {
      return callback(refusal instanceof Error ? refusal : new Error(String(refusal)), '');
    }
    if (options.all === true) return callback(null, addresses);
    callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
  });
};

function assertAllowed(address: string): void {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (denied.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')) {
    throw new DataSourceError('Http:AddressDenied', `the address ${address} is link-local and is not called from here`);
  }
}

function headersOf(headers: RequestObject): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, textOf(value)]));
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const buffer = Buffer.from(chunk as Uint8Array); // without setEncoding a chunk is bytes
    bytes += buffer.length;
    if (bytes > MAX_RESPONSE_BYTES) {
      response.destroy();
      throw new DataSourceError('Http:ResponseTooLarge', `the response is larger than ${MAX_RESPONSE_BYTES} bytes`);
    }
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flat({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
