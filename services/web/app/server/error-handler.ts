import { type H3Event, send, setResponseHeader, setResponseHeaders, setResponseStatus } from 'h3';
import { defineNitroErrorHandler, useNitroApp } from 'nitropack/runtime';
import { useServices } from './runtime/services';

interface ErrorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const texts: Readonly<Record<number, string>> = { 400: 'Bad Request', 404: 'Not Found' };
const otherText = 'Internal Server Error';
const isPageRequest = ({ path }: H3Event): boolean => !/^\/(api|_nuxt|healthz|version)(\/|\?|$)/.test(path);

/**
 * Answers what went wrong with a page, or JSON below `/api` and the like. The reply says no more than the status; the
 * log has the rest. Statuses that a viewer did not cause become 500.
 */
export default defineNitroErrorHandler(async (error, event) => {
  if (event.handled) return;
  const status = texts[error.statusCode] === undefined ? 500 : error.statusCode;
  const isRenderingError = event.headers.has('x-nuxt-error');
  if (status === 500) {
    useServices().log.write('ERROR', 'request failed', {
      requestId: event.headers.get('x-request-id') ?? undefined,
      path: event.path,
      detail: String(error.stack ?? error),
    });
  }
  const page = isRenderingError || !isPageRequest(event) ? undefined : await errorPage(event, status);
  const reply = page ?? plainReply(status);
  // An error's own text may repeat the address that was asked for.
  setResponseStatus(event, reply.status, texts[reply.status] ?? otherText);
  setResponseHeaders(event, reply.headers);
  setResponseHeader(event, 'cache-control', 'no-store');
  await send(event, reply.body);
});

async function errorPage(event: H3Event, status: number): Promise<ErrorReply | undefined> {
  const query = new URLSearchParams({ error: 'true', url: '/', status: String(status), message: texts[status] ?? '' });
  const response = await useNitroApp().localFetch(`/__nuxt_error?${query.toString()}`, {
    headers: { 'x-nuxt-error': 'true', 'x-request-id': event.headers.get('x-request-id') ?? '' },
  });
  // The page itself failed, which the log says by now.
  if (response.status !== 200 && response.status !== status) return undefined;
  const headers: Record<string, string> = {};
  for (const name of ['content-type', 'content-security-policy']) headers[name] = response.headers.get(name) ?? '';
  return { status, headers, body: await response.text() };
}

function plainReply(status: number): ErrorReply {
  const body = { error: texts[status] ?? otherText, status };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
