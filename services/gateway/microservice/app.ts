import swagger from '@fastify/swagger';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { type LogLevel } from './configuration';
import { answerErrors } from './error-replies';
import { type Fields } from './fields';
import { parseJsonBodies } from './json-body';
import { namesOf } from './names';
import { addRecordRoutes } from './record-routes';
import { type RecordStore } from './record-store';
import { type LogOutput, loggerOptions, logRequests, requestIdOf } from './request-log';
import { healthSchema } from './schemas';

export interface AppOptions {
  /** Name in the gateway's list: `GET /health/<serviceName>` answers beside `GET /health`. */
  readonly serviceName: string;
  readonly title: string;
  readonly path: string;
  readonly version: string;
  readonly fields: Fields;
  readonly store: RecordStore;
  readonly logLevel: LogLevel;
  readonly logOutput: LogOutput;
  readonly now: () => Date;
}

const limits = {
  bodyLimit: 64 * 1024,
  // Longer than the 60 s after which a load balancer gives up an idle connection: were it shorter, the balancer
  // could send a request into a connection that is being closed here, and would answer 502.
  keepAliveTimeout: 75_000,
  requestTimeout: 30_000,
  headersTimeoutMs: 10_000,
  maxConnections: 4096,
  maxPathParameterLength: 64,
} as const;

/** The whole service, not yet listening. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { serviceName, title, path, version, fields, store, logLevel, logOutput, now } = options;
  const names = namesOf(title);
  const app = fastify({
    logger: loggerOptions(names.service, logLevel, logOutput),
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    genReqId: requestIdOf,
    bodyLimit: limits.bodyLimit,
    keepAliveTimeout: limits.keepAliveTimeout,
    requestTimeout: limits.requestTimeout,
    routerOptions: { maxParamLength: limits.maxPathParameterLength },
    forceCloseConnections: 'idle',
    // Who is connected when the service stops is served to the end, on a connection that then closes.
    return503OnClosing: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: true, allErrors: true, multipleOfPrecision: 6 } },
  });
  app.server.headersTimeout = limits.headersTimeoutMs;
  app.server.maxConnections = limits.maxConnections;
  parseJsonBodies(app);
  answerErrors(app);
  logRequests(app, logLevel);
  closeConnectionsWhenStopping(app);
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title, version } } });

  const health = () => ({ status: 'healthy', service: names.service, timestamp: now().toISOString(), version });
  app.get('/health', { schema: healthSchema }, health);
  app.get(`/health/${serviceName}`, { schema: healthSchema }, health);
  addRecordRoutes(app, { path, fields, names, store });
  let document: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    return reply.type('application/json').send(document);
  });
  return app;
}

/** Tells who is still being answered that the connection ends, so that no next request is sent into it. */
function closeConnectionsWhenStopping(app: FastifyInstance): void {
  let stopping = false;
  app.addHook('preClose', (done) => {
    stopping = true;
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) void reply.header('connection', 'close');
    done(null, payload);
  });
}
