import { type Fields, parseFields, parseJson } from './fields';

export const logLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What one microservice is told by its environment. */
export interface Configuration {
  /** SERVICE_NAME: name in the gateway's list, such as `users`. */
  readonly serviceName: string;
  /** SERVICE_TITLE, such as `User Service`. */
  readonly title: string;
  /** SERVICE_PATH: where the records are, such as `/users`. */
  readonly path: string;
  /** SERVICE_VERSION: told by the health checks. */
  readonly version: string;
  /** HOST. @default 0.0.0.0 */
  readonly host: string;
  /** PORT */
  readonly port: number;
  /** LOG_LEVEL. @default INFO */
  readonly logLevel: LogLevel;
  /** TABLE_NAME: a DynamoDB table with the string keys `pk` and `sk`. */
  readonly tableName: string;
  /** FIELDS */
  readonly fields: Fields;
  /** EXAMPLES: records of a table that was never written. @default none */
  readonly examples: readonly unknown[];
}

/** Their transaction has one more write, of at most 100. */
export const maxExamples = 99;

/**
 * Reads the configuration; every fault is reported at once.
 * @throws Error naming each variable that is missing or wrong
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const faults: string[] = [];
  const matching = (name: string, pattern: RegExp, allowed: string, fallback = ''): string => {
    const value = environment[name] ?? fallback;
    if (!pattern.test(value)) faults.push(`${name} must be ${allowed}, got ${value === '' ? 'nothing' : value}`);
    return value;
  };
  const serviceName = matching('SERVICE_NAME', /^[a-z][a-z0-9-]{0,15}$/, 'a lower-case name of at most 16 characters');
  const title = matching('SERVICE_TITLE', /^[A-Za-z][\w -]{0,63}$/, 'a title such as User Service');
  const path = matching('SERVICE_PATH', /^(\/[a-z0-9][a-z0-9-]*)+$/, 'a path such as /users');
  if (/^\/health(\/|$)/.test(path)) faults.push(`SERVICE_PATH must leave /health free, got ${path}`);
  const version = matching('SERVICE_VERSION', /^[\w.-]{1,32}$/, 'a version such as 1.0.0');
  const host = matching('HOST', /^[\w.:-]+$/, 'an address to listen on', '0.0.0.0');
  const port = Number(matching('PORT', /^\d{1,5}$/, 'a port from 1 to 65535'));
  if (port === 0 || port > 65_535) faults.push(`PORT must be a port from 1 to 65535, got ${port}`);
  const level = environment.LOG_LEVEL ?? 'INFO';
  const logLevel = logLevels.find((candidate) => candidate === level) ?? 'INFO';
  if (logLevel !== level) faults.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}, got ${level}`);
  const tableName = matching('TABLE_NAME', /^[\w.-]{3,255}$/, 'the name of a DynamoDB table');
  const fields = parseFields(environment.FIELDS ?? '', (message) => faults.push(`FIELDS: ${message}`));
  const examples = parseJson(environment.EXAMPLES ?? '[]');
  if (!Array.isArray(examples) || examples.length > maxExamples) {
    faults.push(`EXAMPLES must be a JSON array of at most ${maxExamples} records`);
  }
  if (faults.length > 0 || !Array.isArray(examples)) throw new Error(`microservice: ${faults.join('; ')}`);
  return { serviceName, title, path, version, host, port, logLevel, tableName, fields, examples };
}
