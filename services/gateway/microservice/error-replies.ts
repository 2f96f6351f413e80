import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type ValidationFault, validationFaults } from './validation-faults';

/** A refusal with a status and a sentence for the client. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly statusCode: number;
  /** What the client is told. */
  readonly detail: string | readonly ValidationFault[];

  constructor(statusCode: number, detail: string | readonly ValidationFault[]) {
    super(typeof detail === 'string' ? detail : 'the request is not valid');
    this.statusCode = statusCode;
    this.detail = detail;
  }
}

/** Names of errors that say: the table is not to be had now, ask again. */
const unavailable: ReadonlySet<string> = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ENOTFOUND',
]);
const retryAfterSeconds = 1;

const jsonFaults: Readonly<Record<string, ValidationFault>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { loc: ['body'], msg: 'JSON decode error', type: 'json_invalid' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { loc: ['body'], msg: 'Field required', type: 'missing' },
};

/** Gives every error one of two shapes: `{"detail": "…"}`, or with 422 a list of faults. */
export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ detail: 'Not Found' }));
  app.setErrorHandler((error: FastifyError | HttpError, request, reply) => answer(error, request, reply));
}

function answer(error: FastifyError | HttpError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Of a body that is too large the rest is read and dropped: a connection that closes on unread bytes is reset, and the
  // reset may overtake the answer.
  if (error.statusCode === 413) reply.removeHeader('connection');
  if (error instanceof HttpError) return reply.code(error.statusCode).send({ detail: error.detail });
  if (error.validation) {
    const detail = validationFaults(error.validation, error.validationContext ?? 'body');
    return reply.code(422).send({ detail });
  }
  const jsonFault = jsonFaults[error.code];
  if (jsonFault) return reply.code(422).send({ detail: [jsonFault] });
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return reply.code(error.statusCode).send({ detail: error.message });
  }
  const isUnavailable = unavailable.has(error.name) || unavailable.has(error.code);
  request.log.error({ requestId: request.id, error: error.name, code: error.code, detail: error.message });
  if (!isUnavailable) return reply.code(500).send({ detail: 'Internal Server Error' });
  return reply.code(503).header('retry-after', retryAfterSeconds).send({ detail: 'Service Unavailable' });
}
