import { type RequestHead } from './http1/request-head';
import { isRequestId, isTraceparent, type RandomIds } from './trace-context';

/** The ids under which one request is known on both sides and in the log. */
export interface RequestIds {
  readonly requestId: string;
  readonly traceId: string;
  /** The `traceparent` for the upstream: the client's trace, or a new one, with a span of this proxy. */
  readonly traceparent: string;
  /** The client's, kept with its trace only. */
  readonly tracestate: string | undefined;
}

/** Continues the trace and the request id of `head`, or starts them where there is none that may be used. */
export function requestIds(head: RequestHead, random: RandomIds): RequestIds {
  const { traceparent, requestId } = head;
  const own = random.hex(8);
  const kept = requestId !== undefined && isRequestId(requestId) ? requestId : undefined;
  if (traceparent === undefined || !isTraceparent(traceparent)) {
    const traceId = random.hex(16);
    return { requestId: kept ?? traceId, traceId, traceparent: `00-${traceId}-${own}-01`, tracestate: undefined };
  }
  const traceId = traceparent.slice(3, 35);
  const flags = traceparent.slice(53, 55);
  return {
    requestId: kept ?? random.hex(16),
    traceId,
    traceparent: `00-${traceId}-${own}-${flags}`,
    tracestate: head.tracestate,
  };
}

export interface ForwardedRequest {
  readonly head: RequestHead;
  /** Path and query at the upstream. */
  readonly path: string;
  /** `Host` of the upstream. */
  readonly host: string;
  readonly service: string;
  /** Address of the client. */
  readonly client: string;
  readonly ids: RequestIds;
}

/** The head to send upstream, with the empty line after it. */
export function upstreamHead({ head, path, host, service, client, ids }: ForwardedRequest): string {
  const { names, values } = head;
  let text = head.method + ' ' + path + ' HTTP/1.1\r\nhost: ' + host + '\r\n';
  for (let at = 0; at < names.length; at += 1) text += names[at]! + ': ' + values[at]! + '\r\n';
  if (head.chunked) text += 'transfer-encoding: chunked\r\n';
  else if (head.contentLength !== -1) text += 'content-length: ' + head.contentLength + '\r\n';
  if (head.expectContinue) text += 'expect: 100-continue\r\n';
  if (head.upgrade !== undefined) text += 'connection: upgrade\r\nupgrade: ' + head.upgrade + '\r\n';
  text +=
    'x-forwarded-for: ' + client + '\r\nx-forwarded-proto: ' + (head.forwardedProto === 'https' ? 'https' : 'http');
  if (head.host !== undefined && head.host !== '') text += '\r\nx-forwarded-host: ' + head.host;
  text +=
    '\r\nx-service-name: ' + service + '\r\nx-request-id: ' + ids.requestId + '\r\ntraceparent: ' + ids.traceparent;
  if (ids.tracestate !== undefined) text += '\r\ntracestate: ' + ids.tracestate;
  return text + '\r\n\r\n';
}
