import { AllowList } from './allow-list';

export const logLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What the egress proxy is told by its environment. */
export interface Configuration {
  /** HOST. @default 0.0.0.0 */
  readonly host: string;
  /** PORT */
  readonly port: number;
  /** LOG_LEVEL, of the lines about the program; audit lines are always written. @default INFO */
  readonly logLevel: LogLevel;
  /** ALLOWED_HOSTS; empty allows nothing. */
  readonly allowList: AllowList;
  /** PROXY_PROTOCOL: whether a load balancer tells who the client is. */
  readonly proxyProtocol: 'v2' | 'off';
  /** STOP_TIMEOUT_SECONDS less the 5 s that are left for the logs. @default 25 s */
  readonly drainBudgetMs: number;
}

const reservedSeconds = 5;

/**
 * Reads the configuration; every fault is reported at once.
 * @throws Error naming each variable that is missing or wrong
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const faults: string[] = [];
  const number = (name: string, min: number, max: number, fallback?: string): number => {
    const text = environment[name] ?? fallback ?? '';
    const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) {
      faults.push(`${name} must be a whole number from ${min} to ${max}, got ${text === '' ? 'nothing' : text}`);
    }
    return value;
  };
  const oneOf = <T extends string>(name: string, words: readonly T[], fallback?: T): T | undefined => {
    const text = environment[name] ?? fallback;
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) faults.push(`${name} must be one of ${words.join(', ')}, got ${text ?? 'nothing'}`);
    return word;
  };
  const host = environment.HOST ?? '0.0.0.0';
  const port = number('PORT', 1, 65_535);
  const logLevel = oneOf('LOG_LEVEL', logLevels, 'INFO');
  const proxyProtocol = oneOf('PROXY_PROTOCOL', ['v2', 'off'] as const);
  const stopTimeoutSeconds = number('STOP_TIMEOUT_SECONDS', reservedSeconds + 1, 120, '30');
  if (environment.ALLOWED_HOSTS === undefined) faults.push('ALLOWED_HOSTS must be set, empty to allow nothing');
  const allowList = AllowList.parse(environment.ALLOWED_HOSTS ?? '', (fault) => faults.push(`ALLOWED_HOSTS ${fault}`));
  if (faults.length > 0 || logLevel === undefined || proxyProtocol === undefined) {
    throw new Error(`egress-proxy: ${faults.join('; ')}`);
  }
  return {
    host,
    port,
    logLevel,
    allowList,
    proxyProtocol,
    drainBudgetMs: (stopTimeoutSeconds - reservedSeconds) * 1000,
  };
}
