import { type BehaviorRuntime } from '../behavior-runtime';
import { type DistributionDefinition, type OriginDefinition } from '../definition/definitions';
import { type EdgeRequest, type EdgeResponse, isCacheableMethod } from '../edge-message';
import { type FunctionContext } from '../functions/function-event';
import { discardBody } from '../response/discard-body';
import { errorPage } from '../response/error-page';
import { type Origin, OriginError } from './origin';

export interface OriginFetchOptions {
  /** Headers that make the request conditional. */
  readonly conditions?: readonly (readonly [name: string, value: string])[];
  /** Whether nothing of the response comes from the cache or goes there. */
  readonly isPassedThrough: boolean;
  readonly signal?: AbortSignal;
}

export interface Fetched {
  readonly response: EdgeResponse;
  /** Id of the origin that was asked last. */
  readonly origin: string;
  /** Whether the edge made the response because the origin gave none. */
  readonly isFailure: boolean;
}

/** Asks the origins of one distribution, with failover in origin groups. */
export class OriginFetch {
  readonly #definition: DistributionDefinition;
  readonly #origins: ReadonlyMap<string, Origin>;

  constructor(definition: DistributionDefinition, origins: ReadonlyMap<string, Origin>) {
    this.#definition = definition;
    this.#origins = origins;
  }

  /** The origin that a behaviour asks first. */
  primary({ behavior }: BehaviorRuntime): Origin {
    const group = this.#definition.originGroups.get(behavior.targetOriginId);
    return this.#origin(group?.originIds[0] ?? behavior.targetOriginId);
  }

  /** @throws FunctionFault when a function at an origin event failed */
  async fetch(
    runtime: BehaviorRuntime,
    request: EdgeRequest,
    context: FunctionContext,
    options: OriginFetchOptions,
  ): Promise<Fetched> {
    const group = this.#definition.originGroups.get(runtime.behavior.targetOriginId);
    const first = await this.#ask(this.primary(runtime), runtime, request, context, options);
    if (group === undefined || !isCacheableMethod(request.method)) return first;
    if (!group.statusCodes.has(first.response.status)) return first;
    discardBody(first.response);
    return this.#ask(this.#origin(group.originIds[1]), runtime, request, context, options);
  }

  async #ask(
    origin: Origin,
    runtime: BehaviorRuntime,
    request: EdgeRequest,
    context: FunctionContext,
    { conditions = [], isPassedThrough, signal }: OriginFetchOptions,
  ): Promise<Fetched> {
    const { definition } = origin;
    const identity = { domainName: context.distributionDomainName, requestId: context.requestId };
    const outgoing = runtime.toOrigin(request, definition, identity, isPassedThrough);
    for (const [name, value] of conditions) outgoing.headers.set(name, value);
    const answer = await runtime.functions.onRequest('origin-request', context, outgoing, definition);
    if ('response' in answer) return { response: answer.response, origin: definition.id, isFailure: false };
    let response: EdgeResponse;
    try {
      response = await origin.fetch(answer.request, signal);
    } catch (error) {
      if (!(error instanceof OriginError)) throw error;
      return { response: errorPage(error.status, error.message), origin: definition.id, isFailure: true };
    }
    // A response that only says that nothing changed has no body to work on.
    if (response.status !== 304)
      response = await this.#throughFunction(runtime, context, answer.request, response, definition);
    return { response, origin: definition.id, isFailure: false };
  }

  async #throughFunction(
    runtime: BehaviorRuntime,
    context: FunctionContext,
    request: EdgeRequest,
    response: EdgeResponse,
    definition: OriginDefinition,
  ): Promise<EdgeResponse> {
    try {
      return await runtime.functions.onResponse('origin-response', context, request, response, definition);
    } catch (error) {
      discardBody(response);
      throw error;
    }
  }

  #origin(id: string): Origin {
    const origin = this.#origins.get(id);
    if (origin === undefined) throw new Error(`distribution ${this.#definition.id}: no origin ${id}`);
    return origin;
  }
}
