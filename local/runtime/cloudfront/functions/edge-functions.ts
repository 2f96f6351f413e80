import { type Readable } from 'node:stream';
import { type RunningLambda } from '../../lambda/lambda-runtime';
import {
  type Behavior,
  type EventType,
  type FunctionAssociation,
  type OriginDefinition,
} from '../definition/definitions';
import { type EdgeRequest, type EdgeResponse } from '../edge-message';
import { discardBody } from '../response/discard-body';
import { type FunctionContext, functionEvent, requestResult, responseResult } from './function-event';
import { FunctionFault, type FunctionSandbox } from './function-sandbox';
import { lambdaAnswer, type LambdaAnswer, lambdaEvent, type LambdaMessage, maxBodyBytes } from './lambda-event';

/** The functions that behaviours name. */
export interface DeployedFunctions {
  /** A CloudFront function by its ARN. */
  readonly sandbox: (arn: string) => FunctionSandbox | undefined;
  /** A Lambda function by its ARN without version. */
  readonly lambda: (arn: string) => RunningLambda | undefined;
}

type Message = Omit<LambdaMessage, 'eventType' | 'body'>;

/** The functions of one behaviour, by the event at which they run. */
export class EdgeFunctions {
  readonly #associations: ReadonlyMap<EventType, FunctionAssociation>;
  readonly #functions: DeployedFunctions;

  constructor({ associations }: Pick<Behavior, 'associations'>, functions: DeployedFunctions) {
    this.#associations = new Map(associations.map((association) => [association.eventType, association]));
    this.#functions = functions;
  }

  has(eventType: EventType): boolean {
    return this.#associations.has(eventType);
  }

  /** @throws FunctionFault when the function failed */
  async onRequest(
    eventType: 'viewer-request' | 'origin-request',
    context: FunctionContext,
    request: EdgeRequest,
    origin?: OriginDefinition,
  ): Promise<LambdaAnswer> {
    const association = this.#associations.get(eventType);
    if (association === undefined) return { request };
    if (association.kind === 'function' && eventType === 'viewer-request') {
      const result = requestResult(this.#sandbox(association).run(functionEvent(eventType, context, request)), request);
      return 'uri' in result ? { request: result } : { response: result };
    }
    return this.#invoke(association, { context, request, ...(origin === undefined ? {} : { origin }) });
  }

  /** @throws FunctionFault when the function failed */
  async onResponse(
    eventType: 'viewer-response' | 'origin-response',
    context: FunctionContext,
    request: EdgeRequest,
    response: EdgeResponse,
    origin?: OriginDefinition,
  ): Promise<EdgeResponse> {
    const association = this.#associations.get(eventType);
    if (association === undefined) return response;
    if (association.kind === 'function' && eventType === 'viewer-response') {
      const result = this.#sandbox(association).run(functionEvent(eventType, context, request, response));
      return responseResult(result, response);
    }
    const message = { context, request, response, ...(origin === undefined ? {} : { origin }) };
    const answer = await this.#invoke(association, message);
    if (!('response' in answer)) throw new FunctionFault(`${association.arn}: returned no response`);
    // What takes the place of the body leaves the origin's unread.
    if (response.body !== answer.response.body) discardBody(response);
    return answer.response;
  }

  #sandbox({ arn }: FunctionAssociation): FunctionSandbox {
    const sandbox = this.#functions.sandbox(arn);
    if (sandbox === undefined) throw new FunctionFault(`${arn}: is not deployed here`);
    return sandbox;
  }

  async #invoke({ arn, eventType, includeBody }: FunctionAssociation, message: Message): Promise<LambdaAnswer> {
    const lambda = this.#functions.lambda(arn.replace(/:\d+$/, ''));
    if (lambda === undefined) throw new FunctionFault(`${arn}: is not deployed here`);
    const { request } = message;
    const isWithBody = includeBody && request.body !== undefined && eventType.endsWith('-request');
    const whole = isWithBody ? await readAll(request.body) : undefined;
    const limit = eventType.startsWith('viewer-') ? maxBodyBytes.viewer : maxBodyBytes.origin;
    const full: LambdaMessage = {
      ...message,
      eventType,
      ...(whole === undefined
        ? {}
        : {
            request: { ...request, body: whole },
            body: { data: whole.subarray(0, limit), isTruncated: whole.length > limit },
          }),
    };
    const result = await lambda.invoke(lambdaEvent(full));
    if ('functionError' in result) throw new FunctionFault(`${arn}: ${result.errorType}: ${result.errorMessage}`);
    return lambdaAnswer(result.payload, full);
  }
}

/** Largest body of a request that is held for a function. */
const maxHeldBytes = 20 * 1024 * 1024;

async function readAll(body: Readable | Buffer | undefined): Promise<Buffer | undefined> {
  if (body === undefined || Buffer.isBuffer(body)) return body;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    // The bodies of requests are streams of bytes, without an encoding.
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > maxHeldBytes)
      throw new FunctionFault(`request body must be at most ${maxHeldBytes} bytes for a function`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
