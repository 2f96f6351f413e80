export const logLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
export type LogLevel = (typeof logLevels)[number];

/** One of the stage's systems, and the SSM parameter that exists as soon as it is deployed. */
export interface SystemReference {
  readonly name: string;
  readonly title: string;
  readonly parameter: string;
}

/** What the site is told by its environment. */
export interface Configuration {
  /** HOST. @default 0.0.0.0 */
  readonly host: string;
  /** PORT. @default 3000 */
  readonly port: number;
  /** STAGE, such as `stg`; only `prod` is shown to search engines. @default local */
  readonly stage: string;
  /** LOG_LEVEL. @default INFO */
  readonly logLevel: LogLevel;
  /** HTML_CACHE_SECONDS: how long caches in front may keep a page, 0 to 86400. @default 0 */
  readonly htmlCacheSeconds: number;
  /** MESH_ENDPOINT_PARAMETER: the SSM parameter with the GraphQL address of Mesh. @default no live view */
  readonly meshEndpointParameter: string | undefined;
  /** MESH_API_KEY_PARAMETER: the SSM parameter with its API key. @default no live view */
  readonly meshApiKeyParameter: string | undefined;
  /** SYSTEMS. @default none */
  readonly systems: readonly SystemReference[];
  /** IMAGE_WIDTHS: widths in pixels that `/images/` answers to; none where images are not resized. @default none */
  readonly imageWidths: readonly number[];
}

const parameterName = /^\/?[\w.-]+(\/[\w.-]+)*$/;
const maxSystems = 50;
const maxImageWidths = 16;

function parseSystems(text: string, fault: (message: string) => void): readonly SystemReference[] {
  const refuse = (came: string): readonly SystemReference[] => {
    fault(
      `SYSTEMS must be a JSON array of at most ${maxSystems} objects of the strings name, title and parameter, got ${came}`,
    );
    return [];
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`text that is not JSON (${String(error)})`);
  }
  if (!Array.isArray(value) || value.length > maxSystems) return refuse('another value');
  const entries: readonly unknown[] = value;
  const systems = entries.filter(isSystemReference);
  return systems.length === entries.length ? systems : refuse('another entry');
}

function isSystemReference(value: unknown): value is SystemReference {
  if (typeof value !== 'object' || value === null) return false;
  const { name, title, parameter } = value as Partial<Record<keyof SystemReference, unknown>>; // read as unknown only
  return (
    typeof name === 'string' &&
    typeof title === 'string' &&
    typeof parameter === 'string' &&
    parameterName.test(parameter)
  );
}

/**
 * Reads the configuration; every fault is reported at once.
 * @throws Error naming each variable that is wrong
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const faults: string[] = [];
  const matching = (name: string, pattern: RegExp, allowed: string, fallback: string): string => {
    const value = environment[name] ?? fallback;
    if (!pattern.test(value)) faults.push(`${name} must be ${allowed}, got ${value === '' ? 'nothing' : value}`);
    return value;
  };
  const integer = (name: string, min: number, max: number, fallback: number): number => {
    const value = matching(name, /^\d{1,5}$/, `an integer from ${min} to ${max}`, String(fallback));
    const out = /^\d{1,5}$/.test(value) && (Number(value) < min || Number(value) > max);
    if (out) faults.push(`${name} must be an integer from ${min} to ${max}, got ${value}`);
    return Number(value);
  };
  const parameter = (name: string): string | undefined => {
    if (environment[name] === undefined || environment[name] === '') return undefined;
    return matching(name, parameterName, 'the name of an SSM parameter', '');
  };
  const host = matching('HOST', /^[\w.:-]+$/, 'an address to listen on', '0.0.0.0');
  const port = integer('PORT', 1, 65_535, 3000);
  const stage = matching('STAGE', /^[a-z][a-z0-9-]{0,15}$/, 'a lower-case name of at most 16 characters', 'local');
  const level = environment.LOG_LEVEL ?? 'INFO';
  const logLevel = logLevels.find((candidate) => candidate === level) ?? 'INFO';
  if (logLevel !== level) faults.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}, got ${level}`);
  const htmlCacheSeconds = integer('HTML_CACHE_SECONDS', 0, 86_400, 0);
  const meshEndpointParameter = parameter('MESH_ENDPOINT_PARAMETER');
  const meshApiKeyParameter = parameter('MESH_API_KEY_PARAMETER');
  if ((meshEndpointParameter === undefined) !== (meshApiKeyParameter === undefined)) {
    faults.push('MESH_ENDPOINT_PARAMETER and MESH_API_KEY_PARAMETER must be set both or neither');
  }
  const systems = parseSystems(environment.SYSTEMS ?? '[]', (message) => faults.push(message));
  const widths = environment.IMAGE_WIDTHS ?? '';
  const imageWidths = widths === '' ? [] : widths.split(',').map(Number);
  const areWidths = imageWidths.every((width) => Number.isInteger(width) && width >= 16 && width <= 4096);
  if (!areWidths || imageWidths.length > maxImageWidths) {
    faults.push(`IMAGE_WIDTHS must be at most ${maxImageWidths} integers from 16 to 4096 with commas, got ${widths}`);
  }
  if (faults.length > 0) throw new Error(`web app: ${faults.join('; ')}`);
  return {
    ...{ host, port, stage, logLevel, htmlCacheSeconds, meshEndpointParameter, meshApiKeyParameter, systems },
    imageWidths: [...imageWidths].sort((a, b) => a - b),
  };
}
