import { inspect } from 'node:util';
import { type FunctionError } from '../worker-protocol';

/** An error of the runtime itself, with a type such as `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

/** The error entry for whatever a handler threw, rejected with or handed to its callback. */
export function functionErrorOf(thrown: unknown): FunctionError {
  if (!isErrorLike(thrown))
    return { errorType: typeof thrown, errorMessage: typeof thrown === 'string' ? thrown : inspect(thrown), trace: [] };
  // The frames of this program tell nothing about the function.
  if (thrown instanceof RuntimeError) return { errorType: thrown.name, errorMessage: thrown.message, trace: [] };
  const { name, message, stack } = thrown;
  return {
    errorType: String(name),
    errorMessage: String(message),
    trace: typeof stack === 'string' ? stack.split('\n') : [],
  };
}

function isErrorLike(value: unknown): value is { name: unknown; message: unknown; stack?: unknown } {
  return typeof value === 'object' && value !== null && 'name' in value && 'message' in value;
}
