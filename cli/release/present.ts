import { CliError } from '../cli-error';

/** A field that AWS always answers. @throws CliError `bad-answer` when it did not */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new CliError('bad-answer', `AWS did not answer ${what}`);
  return value;
}
