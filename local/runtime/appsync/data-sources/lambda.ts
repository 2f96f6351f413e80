import type { DataSourceDriver } from '../api';
import { DataSourceError } from '../data-source-error';
import { invalidRequest, isRequestObject, requestObject, textField } from './request-object';

/** What the driver needs of a function. */
export interface InvokedFunction {
  invoke(
    payload: unknown,
  ): Promise<
    | { readonly payload: unknown }
    | { readonly functionError: string; readonly errorType: string; readonly errorMessage: string }
  >;
}

interface Waiting {
  readonly payload: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** AppSync's greatest `maxBatchSize`. */
const MAX_BATCH_SIZE = 2000;

/**
 * The `AWS_LAMBDA` data source. `Invoke` sends one payload; `BatchInvoke` sends a list of those that the same resolver
 * asked for at the same time and gives each its own entry of the answer. An uncaught error of the function is
 * `Lambda:Unhandled` with its message.
 */
export function lambdaDriver(lambda: InvokedFunction): DataSourceDriver {
  const batches = new Map<string, Waiting[]>();

  const flush = (key: string, maxSize: number) => {
    const waiting = batches.get(key) ?? [];
    batches.delete(key);
    for (let start = 0; start < waiting.length; start += maxSize) {
      void invokeBatch(lambda, waiting.slice(start, start + maxSize));
    }
  };

  return {
    async invoke(request) {
      const wanted = requestObject(request);
      const operation = textField(wanted, 'operation');
      const { payload = null, invocationType, batch } = wanted;
      if (operation === 'Invoke') {
        const answer = invokeOne(lambda, payload);
        if (invocationType !== 'Event') return answer;
        // Nobody waits for an event; the function's own log tells how it ended.
        answer.catch(() => undefined);
        return null;
      }
      if (operation !== 'BatchInvoke') {
        throw invalidRequest(`Unsupported operation '${operation}'; a Lambda data source has Invoke and BatchInvoke.`);
      }
      const { key = '', maxSize = 0 } = isRequestObject(batch) ? batch : {};
      return new Promise<unknown>((resolve, reject) => {
        const name = String(key);
        const waiting = batches.get(name) ?? [];
        if (waiting.length === 0) setImmediate(flush, name, Math.min(Math.max(Number(maxSize), 1), MAX_BATCH_SIZE));
        batches.set(name, [...waiting, { payload, resolve, reject }]);
      });
    },
  };
}

async function invokeBatch(lambda: InvokedFunction, batch: readonly Waiting[]): Promise<void> {
  try {
    const answers = await invokeOne(
      lambda,
      batch.map(({ payload }) => payload),
    );
    if (!Array.isArray(answers) || answers.length !== batch.length) {
      const got = Array.isArray(answers) ? `${answers.length} entries` : 'no list';
      throw new DataSourceError(
        'Lambda:IllegalArgument',
        `The function must answer BatchInvoke with a list of ${batch.length} entries, got ${got}.`,
      );
    }
    for (const [index, { resolve }] of batch.entries()) resolve(answers[index]);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

async function invokeOne(lambda: InvokedFunction, payload: unknown): Promise<unknown> {
  const answer = await invoked(lambda, payload);
  if (!('functionError' in answer)) return answer.payload ?? null;
  throw new DataSourceError(`Lambda:${answer.functionError}`, answer.errorMessage);
}

/** The service's own refusal is named after its error. */
async function invoked(lambda: InvokedFunction, payload: unknown): ReturnType<InvokedFunction['invoke']> {
  try {
    return await lambda.invoke(payload);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new DataSourceError(`Lambda:${error.name}`, error.message);
  }
}
