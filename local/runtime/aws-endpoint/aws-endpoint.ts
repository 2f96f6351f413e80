import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Reply, type S3Request } from '../../state-store/messages';
import { handleRequest } from '../../state-store/request-handler';
import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { type RunningLambda } from '../lambda/lambda-runtime';
import { AsyncInvocations } from './async-invocations';
import { AwsError } from './aws-error';
import { callerIdentityXml } from './caller-identity';
import { eventBridge } from './event-bridge';
import { jsonHandler, type JsonService, targetOf, writeError } from './json-protocol';
import { handleInvoke, invokedFunction } from './lambda-invoke';
import { readBody } from './request-body';

/** Answers a request whole, its errors too when it does not throw an AwsError. */
export type AwsRequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface AwsEndpointOptions {
  /** Twelve digits, the account that STS and EventBridge name. */
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly events: RuntimeEvents;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 takes a free port. @default 0 */
  readonly port?: number;
  /** @default randomUUID of node:crypto */
  readonly newId?: () => string;
}

export interface RunningAwsEndpoint {
  /** `http://127.0.0.1:<port>`, the `AWS_ENDPOINT_URL` of every function. */
  readonly url: string;
  readonly port: number;
  /** Serves every action of `X-Amz-Target: <targetPrefix>.<action>`, such as `DynamoDB_20120810`. */
  mountTarget(targetPrefix: string, handler: AwsRequestHandler): void;
  /** Serves a service of AWS JSON 1.1. */
  mountService(service: JsonService): void;
  /** Serves the S3 API, in path style, to requests that are signed for it. */
  mountS3(answer: (request: S3Request) => Promise<Reply>): void;
  /** Makes a function callable by Lambda's Invoke. */
  registerFunction(lambda: RunningLambda): void;
  /** Ends open requests and refuses new ones. */
  close(): Promise<void>;
}

/** What form-encoded requests of the Query protocol may have; none served here needs more. */
const maxFormBytes = 64 * 1024;

/**
 * Starts the one HTTP port that stands in for AWS' own for the functions: EventBridge's PutEvents, STS'
 * GetCallerIdentity, Lambda's Invoke and what is mounted. Signatures are not checked: only this machine reaches it.
 * Anything else is answered by `UnknownOperationException` (501) with the names of service and action.
 */
export async function startAwsEndpoint(options: AwsEndpointOptions): Promise<RunningAwsEndpoint> {
  const { accountId, region, clock, events, host = '127.0.0.1', newId = randomUUID } = options;
  const targets = new Map<string, AwsRequestHandler>();
  const functions = new Map<string, RunningLambda>();
  const asyncInvocations = new AsyncInvocations(clock, events);
  let answerS3: ((request: S3Request) => Promise<Reply>) | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    requireLoopbackHost(request);
    if (answerS3 !== undefined && serviceOf(request) === 's3') {
      const ownAuthorities = new Set([request.headers.host ?? '']);
      return handleRequest(request, response, { accountId, ownAuthorities, answerS3 });
    }
    const { prefix, action } = targetOf(request);
    if (action !== '') {
      const handler = targets.get(prefix);
      if (handler === undefined) throw unknownOperation(serviceOf(request) ?? prefix, action);
      return handler(request, response);
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const invoked = invokedFunction(pathname);
    if (invoked !== undefined && request.method === 'POST') {
      const qualifier = searchParams.get('Qualifier') ?? invoked.qualifier;
      const lambda = qualifier === '$LATEST' ? functions.get(invoked.name) : undefined;
      if (lambda === undefined) throw functionNotFound(invoked.name, qualifier, options);
      return handleInvoke(lambda, asyncInvocations, request, response, requestId);
    }
    const form = await formOf(request);
    const formAction = form?.get('Action') ?? undefined;
    if (formAction === 'GetCallerIdentity') {
      response.writeHead(200, { 'content-type': 'text/xml' }).end(callerIdentityXml(accountId, requestId));
      return;
    }
    throw unknownOperation(serviceOf(request) ?? 'unknown', formAction ?? `${request.method ?? ''} ${pathname}`);
  }

  const server = createServer((request, response) => {
    const requestId = newId();
    serve(request, response, requestId).catch((error: unknown) => writeError(response, error, requestId));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('aws endpoint: has no port');

  const endpoint: RunningAwsEndpoint = {
    url: `http://${host}:${address.port}`,
    port: address.port,
    mountTarget: (targetPrefix, handler) => {
      if (targets.has(targetPrefix)) throw new Error(`aws endpoint: ${targetPrefix} is mounted already`);
      targets.set(targetPrefix, handler);
    },
    mountService: (service) => endpoint.mountTarget(service.targetPrefix, jsonHandler(service, newId)),
    mountS3: (answer) => {
      answerS3 = answer;
    },
    registerFunction: (lambda) => {
      const { functionName } = lambda.definition;
      if (functions.has(functionName)) throw new Error(`aws endpoint: two functions are named ${functionName}`);
      functions.set(functionName, lambda);
    },
    close: () =>
      new Promise((resolve) => {
        asyncInvocations.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  endpoint.mountService(eventBridge({ accountId, region, clock, events, newId }));
  return endpoint;
}

/** A page of the web could else reach this port by a name that it resolves to this machine. */
function requireLoopbackHost({ headers }: IncomingMessage): void {
  const host = headers.host ?? '';
  if (/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) return;
  throw new AwsError('AccessDeniedException', `Host must be 127.0.0.1, localhost or [::1], got ${host}`, 403);
}

/** The service that a signature is for, which is in a header or, when the URL was signed before, in the query. */
function serviceOf({ headers, url = '' }: IncomingMessage): string | undefined {
  const scope = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/;
  return scope.exec(headers.authorization ?? '')?.[1] ?? scope.exec(url.replaceAll(/%2f/gi, '/'))?.[1];
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return undefined;
  return new URLSearchParams(await readBody(request, maxFormBytes));
}

function unknownOperation(service: string, action: string): AwsError {
  return new AwsError('UnknownOperationException', `${service}: ${action} is not served on this machine`, 501);
}

function functionNotFound(name: string, qualifier: string, { region, accountId }: AwsEndpointOptions): AwsError {
  const suffix = qualifier === '$LATEST' ? '' : `:${qualifier}`;
  const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}${suffix}`;
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}
