import { createReadStream } from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { type Clock } from '../runtime/clock';
import { type RuntimeEvents } from '../runtime/events';
import { type ConsoleBundle } from './build-console';
import { defaultEventStreamLimits, EventStream, type EventStreamLimits } from './event-stream';
import { hideKeys } from './hide-keys';
import { renderPage } from './page';
import { isAnyRunning, pagesOf } from './page-names';
import { type ConsoleApiKey, type ConsoleSnapshot } from './protocol';
import { readJsonBody, RequestError } from './request-body';
import { isLoopbackHost, refusal } from './request-guard';
import { securityHeaders } from './security-headers';
import { type ServiceAction, ServiceControl } from './service-control';
import { readServices, type ServiceSources } from './service-state';

export interface ConsoleOptions extends ServiceSources {
  readonly bundle: ConsoleBundle;
  /** What runs now; asked at each request. Keys in the ids of its resources are masked. */
  readonly snapshot: () => ConsoleSnapshot;
  /** The keys of an API in the order in which they are to be offered, none for an unknown API. */
  readonly apiKeys: (apiId: string) => readonly ConsoleApiKey[];
  readonly events: RuntimeEvents;
  readonly clock: Clock;
  /** Path of the page, with a slash at both ends. @default '/' */
  readonly basePath?: string;
  /** Host names beside those of this machine under which the page may be opened. @default none */
  readonly allowedHosts?: readonly string[];
  readonly limits?: Partial<EventStreamLimits>;
}

export interface Console {
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Ends the streams of all open pages. */
  close(): void;
}

const serviceActions: ReadonlyMap<string, ServiceAction> = new Map([
  ['api/services/stop', 'stop'],
  ['api/services/start', 'start'],
  ['api/services/stop-task', 'stop-task'],
]);

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

function reply(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
}

function replyJson(response: ServerResponse, status: number, body: unknown): void {
  reply(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/**
 * The local web page: `GET` of the page and its `assets/`, of `api/snapshot` and of the stream `api/events`, and
 * `POST api/keys` of `{"apiId"}`, `api/services/stop` and `api/services/start` of `{"cluster","service"}` and
 * `api/services/stop-task` of `{"taskId"}`. Serves requests of its own page only, whatever listens in front of it has checked.
 */
export function createConsole(options: ConsoleOptions): Console {
  const { bundle, snapshot, basePath = '/', allowedHosts = [] } = options;
  const control = new ServiceControl(options.ecsServices);
  const services = () => readServices(options, (service) => control.startCountOf(service));
  const limits = { ...defaultEventStreamLimits, ...options.limits };
  const stream = new EventStream(options.events, options.clock, limits, services);
  const unsubscribe = options.loadBalancers?.onTargetHealth(() => stream.noteServicesChanged());
  const assets = new Set(bundle.files);
  const isAllowedHost = (name: string): boolean => isLoopbackHost(name) || allowedHosts.includes(name);

  function serveAsset(name: string, response: ServerResponse): void {
    const file = createReadStream(path.join(bundle.directory, name));
    file.once('error', (error) => {
      if (response.headersSent) response.destroy();
      else replyJson(response, 500, { message: `cannot read ${name}: ${error.message}; start again to rebuild it` });
    });
    file.once('open', () => {
      const contentType = contentTypes[path.extname(name)] ?? 'application/octet-stream';
      // The name changes with the content.
      response.writeHead(200, { 'content-type': contentType, 'cache-control': 'public, max-age=31536000, immutable' });
      file.pipe(response);
    });
  }

  async function serveKeys(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { apiId } = await readJsonBody(request);
    if (typeof apiId !== 'string') throw new RequestError(400, 'apiId: must be a string');
    replyJson(response, 200, { keys: options.apiKeys(apiId) });
  }

  function page(): string {
    const running = isAnyRunning(services());
    const apis = snapshot().systems.some((system) => system.apis.length > 0);
    return renderPage(bundle, pagesOf({ apis, services: running }));
  }

  async function runServiceAction(action: ServiceAction, request: IncomingMessage, response: ServerResponse) {
    replyJson(response, 200, await control.run(action, await readJsonBody(request)));
  }

  function serveGet(route: string, request: IncomingMessage, response: ServerResponse): void {
    if (route === '') return reply(response, 200, 'text/html; charset=utf-8', page());
    if (route === 'api/snapshot') return replyJson(response, 200, hideKeys(snapshot()));
    if (route === 'api/events') {
      if (!stream.isFull) return stream.open(request, response);
      throw new RequestError(503, 'too many pages are open; close some of them');
    }
    const asset = route.startsWith('assets/') ? route.slice('assets/'.length) : '';
    if (assets.has(asset)) return serveAsset(asset, response);
    throw new RequestError(404, `no such path: ${route}`);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isPost = request.method === 'POST';
    const reason = refusal(request, isAllowedHost, isPost);
    if (reason !== undefined) throw new RequestError(403, reason);
    const { pathname } = new URL(request.url ?? '/', 'http://console');
    if (`${pathname}/` === basePath) {
      // The page's own addresses are relative to the path with the slash.
      response.writeHead(308, { location: basePath }).end();
      return;
    }
    if (!pathname.startsWith(basePath)) throw new RequestError(404, `no such path: ${pathname}`);
    const route = pathname.slice(basePath.length);
    if (route === 'api/keys') {
      if (isPost) return serveKeys(request, response);
      throw new RequestError(405, 'api/keys answers POST only');
    }
    const action = serviceActions.get(route);
    if (action !== undefined) {
      if (isPost) return runServiceAction(action, request, response);
      throw new RequestError(405, `${route} answers POST only`);
    }
    if (request.method !== 'GET') throw new RequestError(405, `${route || 'the page'} answers GET only`);
    serveGet(route, request, response);
  }

  return {
    handler: (request, response) => {
      for (const [name, value] of Object.entries(securityHeaders(snapshot()))) response.setHeader(name, value);
      serve(request, response).catch((error: unknown) => {
        const status = error instanceof RequestError ? error.status : 500;
        const message = error instanceof Error ? error.message : String(error);
        if (response.headersSent) response.destroy();
        else replyJson(response, status, { message });
      });
    },
    close: () => {
      unsubscribe?.();
      control.close();
      stream.close();
    },
  };
}
