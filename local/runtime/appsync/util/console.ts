import type { RuntimeHost } from './host';

/** The two methods of `console` that the AppSync runtime has; everything else is absent there. */
export interface ResolverConsole {
  log(...values: readonly unknown[]): void;
  error(...values: readonly unknown[]): void;
}

/** `console` for resolver code: strings as they are, other values as JSON, joined by one space. */
export function createConsole(host: RuntimeHost): ResolverConsole {
  const write = (level: 'log' | 'error', values: readonly unknown[]) => {
    host.log?.(level, values.map(printed).join(' '));
  };
  return {
    log(...values) {
      write('log', values);
    },
    error(...values) {
      write('error', values);
    },
  };
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  // JSON has no text for undefined and functions.
  return JSON.stringify(value) ?? String(value);
}
