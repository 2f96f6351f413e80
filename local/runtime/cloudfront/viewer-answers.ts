import { type Clock } from '../clock';
import { type BehaviorRuntime } from './behavior-runtime';
import { type CachedFetch, type Served } from './cached-fetch';
import { type DistributionDefinition } from './definition/definitions';
import { type EdgeRequest, type EdgeResponse } from './edge-message';
import { type FunctionContext } from './functions/function-event';
import { FunctionFault } from './functions/function-sandbox';
import { refusalOf } from './refusal';
import { discardBody } from './response/discard-body';
import { edgeHeaders } from './response/edge-headers';
import { errorPage } from './response/error-page';
import { applyCors, applyPolicy } from './response/viewer-headers';

export interface ViewerAnswersOptions {
  readonly definition: DistributionDefinition;
  readonly fetch: CachedFetch;
  readonly clock: Clock;
  /** Called with the failure of a function at a viewer event. */
  readonly onFault: (fault: FunctionFault) => void;
}

/** One request of a viewer. */
export interface Viewer {
  readonly runtime: BehaviorRuntime;
  readonly asked: EdgeRequest;
  /** As the viewer sent it. */
  readonly url: string;
  readonly context: FunctionContext;
  /** Ends when the viewer goes away. */
  readonly signal: AbortSignal;
}

/** How a request came to its response. */
export interface Answer extends Omit<Served, 'entry' | 'response'> {
  readonly response: EdgeResponse;
  /** What `X-Cache` says before `from cloudfront`. */
  readonly cacheStatus: string;
}

/** Makes the answers of one distribution, but for hits that take the short way: functions, cache, policies and headers. */
export class ViewerAnswers {
  readonly #options: ViewerAnswersOptions;

  constructor(options: ViewerAnswersOptions) {
    this.#options = options;
  }

  /** The answer for one viewer, with all headers; a function that fails is a 503. */
  async answer(viewer: Viewer): Promise<Answer> {
    const { runtime, asked, context } = viewer;
    const answer = await this.#unfinished(viewer).catch((error: unknown) => {
      if (error instanceof FunctionFault) return this.#faulted(error);
      throw error;
    });
    const { response } = answer;
    const policy = runtime.behavior.responseHeadersPolicy;
    applyPolicy(response.headers, policy);
    applyCors(response.headers, policy?.cors, asked);
    const finished = await this.#throughViewerResponse(viewer, answer);
    const { domainName } = this.#options.definition;
    edgeHeaders(finished.response.headers, domainName, finished.cacheStatus);
    finished.response.headers.append('X-Amz-Cf-Id', context.requestId);
    if (policy?.serverTiming === true) {
      const timing = finished.cacheStatus === 'Hit' ? 'cdn-cache-hit' : 'cdn-cache-miss';
      finished.response.headers.append('Server-Timing', `${timing},cdn-rid;desc="${context.requestId}"`);
    }
    return finished;
  }

  async #unfinished({ runtime, asked, url, context, signal }: Viewer): Promise<Answer> {
    const refusal = refusalOf(this.#options.definition, runtime.behavior, asked, url);
    if (refusal !== undefined) return { result: 'Error', cacheStatus: 'Error', response: refusal };
    const changed = await runtime.functions.onRequest('viewer-request', context, asked);
    if ('response' in changed) {
      return { result: 'Miss', cacheStatus: 'FunctionGeneratedResponse', response: changed.response };
    }
    const served = await this.#options.fetch.get({ runtime, request: changed.request, context, signal });
    return { ...served, cacheStatus: served.result, response: this.#responseOf(served) };
  }

  #responseOf({ entry, response }: Served): EdgeResponse {
    if (entry === undefined) {
      if (response === undefined) throw new Error('cache: gave neither an entry nor a response');
      return response;
    }
    const headers = entry.headers.clone();
    headers.set('Age', String(Math.max(0, Math.floor((this.#options.clock.nowMs() - entry.bornMs) / 1000))));
    return { status: entry.status, headers, body: entry.body };
  }

  async #throughViewerResponse({ runtime, asked, context }: Viewer, answer: Answer): Promise<Answer> {
    // CloudFront does not run it for what the origin answered by an error.
    if (answer.response.status >= 400 || answer.cacheStatus === 'FunctionGeneratedResponse') return answer;
    try {
      const response = await runtime.functions.onResponse('viewer-response', context, asked, answer.response);
      return { ...answer, response };
    } catch (error) {
      discardBody(answer.response);
      if (error instanceof FunctionFault) return this.#faulted(error);
      throw error;
    }
  }

  #faulted(error: FunctionFault): Answer {
    this.#options.onFault(error);
    return { result: 'Error', cacheStatus: 'FunctionExecutionError', response: errorPage(503, error.message) };
  }
}
