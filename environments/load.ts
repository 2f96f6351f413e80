import { basename, join } from 'node:path';
import { type z } from 'zod';
import { readDotenvFile, type DotenvFile } from './dotenv-file';
import { stages, type Environment, type Stage } from './environment';
import { environmentSchema, toEnvironment } from './schema';

/** The environments cannot be used as they stand; the message names every fault with file and line. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

export interface LoadOptions {
  /** Folder of the `.env.*` files. @default this folder */
  readonly directory?: string;
  /** The shell's variables. */
  readonly shell: Readonly<Record<string, string | undefined>>;
}

const fileNames: Record<Stage, string> = { stg: '.env.stg', stg2: '.env.stg2', prod: '.env.production' };

const secretRemedy = (stage: string, parameter: string) =>
  `MESH_SECRET_KEY is a secret and is kept out of files, the shell and state; store it in SSM with ` +
  `"aws ssm put-parameter --type SecureString --name ${parameter} --value …" for ${stage} and remove MESH_SECRET_KEY`;

function selectedStages(shell: LoadOptions['shell']): readonly Stage[] {
  const asked = shell.STAGE;
  if (asked === undefined) return stages;
  const names = asked.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !stages.some((stage) => stage === name));
  if (unknown.length > 0) {
    throw new EnvironmentError(
      `STAGE in the shell must be one of ${stages.join(', ')}, or several separated by commas, got "${asked}"; unset it for all stages`,
    );
  }
  return stages.filter((stage) => names.includes(stage));
}

/** Where in a value: `[1].port`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');

/** What a fault within a value found there. */
function gotOf(issue: z.core.$ZodIssue): string | undefined {
  const got: unknown = issue.code === 'custom' ? issue.params?.got : undefined;
  return typeof got === 'string' ? got : undefined;
}

function faultsOf(stage: Stage, file: DotenvFile): { faults: string[]; environment?: Environment } {
  const at = (line: number | undefined) =>
    line === undefined ? basename(file.path) : `${basename(file.path)}:${line}`;
  const faults = file.faults.map(({ line, message }) => `${at(line)}: ${message}`);
  if ('MESH_SECRET_KEY' in file.values) {
    const parameter = file.values.MESH_SECRET_KEY_PARAMETER ?? `/mesh/${stage}/secret-key`;
    faults.push(`${at(file.lines.get('MESH_SECRET_KEY'))}: ${secretRemedy(stage, parameter)}`);
  }
  const values = Object.fromEntries(Object.entries(file.values).filter(([name]) => name !== 'MESH_SECRET_KEY'));
  const parsed = environmentSchema.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys') {
      for (const name of issue.keys)
        faults.push(`${at(file.lines.get(name))}: ${name} is not a name of an environment`);
      continue;
    }
    const [first, ...inside] = issue.path;
    const name = String(first);
    const value = values[name];
    // A union reports the faults of both its sides; the last side is the one that describes a value.
    const message =
      issue.code === 'invalid_union' ? (issue.errors.at(-1)?.[0]?.message ?? issue.message) : issue.message;
    faults.push(
      value === undefined
        ? `${at(undefined)}: ${name} is missing`
        : `${at(file.lines.get(name))}: ${name}${pathText(inside)} ${message}, got ${gotOf(issue) ?? `"${value}"`}`,
    );
  }
  if (values.STAGE !== undefined && parsed.success && parsed.data.STAGE !== stage) {
    faults.push(`${at(file.lines.get('STAGE'))}: STAGE must be ${stage} in this file, got "${values.STAGE}"`);
  }
  return parsed.success && faults.length === 0 ? { faults, environment: toEnvironment(parsed.data) } : { faults };
}

/** A shell variable may repeat what a file says, and nothing else: it would change one plan in silence, and with it a domain. */
function contradictions(shell: LoadOptions['shell'], files: ReadonlyMap<Stage, DotenvFile>): string[] {
  const names = Object.keys(environmentSchema.shape).filter((name) => name !== 'STAGE');
  return names.flatMap((name) => {
    const inShell = shell[name];
    if (inShell === undefined) return [];
    return [...files.values()].flatMap((file) => {
      const inFile = file.values[name];
      if (inFile === inShell) return [];
      const line = file.lines.get(name);
      return [
        `${name} is "${inShell}" in the shell and "${inFile ?? ''}" in ${basename(file.path)}${line === undefined ? '' : `:${line}`}; ` +
          `edit the file to change the stage, or "unset ${name}" to use the file`,
      ];
    });
  });
}

const sameAccount = (one: Environment, other: Environment): boolean =>
  one.accountId === other.accountId && one.region === other.region;

/** Values that stages may not share: what objects of one account are named by, and names that exist once in the world. */
const ownValues: Readonly<
  Record<string, { readonly valueOf: (environment: Environment) => string; readonly within?: typeof sameAccount }>
> = {
  MESH_NAME_SUFFIX: { valueOf: ({ mesh }) => mesh.nameSuffix, within: sameAccount },
  GATEWAY_PARAMETER_PREFIX: { valueOf: ({ gateway }) => gateway.parameterPrefix, within: sameAccount },
  GATEWAY_DOMAIN: { valueOf: ({ gateway }) => gateway.domainName },
  WEB_DOMAIN: { valueOf: ({ web }) => web.domainName },
  WEB_API_DOMAIN: { valueOf: ({ web }) => web.apiDomainName },
};

function sharedValues(environments: readonly Environment[], files: ReadonlyMap<Stage, DotenvFile>): string[] {
  return Object.entries(ownValues).flatMap(([name, { valueOf, within }]) =>
    environments.flatMap((environment, index) => {
      const same = environments
        .slice(0, index)
        .find((other) => valueOf(other) === valueOf(environment) && (within?.(other, environment) ?? true));
      const file = files.get(environment.stage);
      const where = within === undefined ? '' : ', which is in the same account';
      return same === undefined || file === undefined
        ? []
        : [
            `${basename(file.path)}:${file.lines.get(name) ?? ''}: ${name} must differ from that of stage ${same.stage}${where}, got "${valueOf(environment)}"`,
          ];
    }),
  );
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  for (const child of Object.values(value))
    if (typeof child === 'object' && child !== null) deepFreeze(child as object);
  return Object.freeze(value);
}

/**
 * The environments of the stages that `STAGE` in the shell selects, or of all stages, in the order of `stages`.
 * @throws EnvironmentError with every fault of every selected file, a shell variable that contradicts one, a secret given
 * in the open, or an unknown stage.
 */
export function loadEnvironments({ directory = __dirname, shell }: LoadOptions): readonly Environment[] {
  const selected = selectedStages(shell);
  const files = new Map(selected.map((stage) => [stage, readStageFile(directory, stage)]));
  const faults: string[] = [];
  const environments: Environment[] = [];
  for (const [stage, file] of files) {
    const outcome = faultsOf(stage, file);
    faults.push(...outcome.faults);
    if (outcome.environment) environments.push(deepFreeze(outcome.environment));
  }
  faults.push(...contradictions(shell, files), ...sharedValues(environments, files));
  if (shell.MESH_SECRET_KEY !== undefined) {
    const stage = selected[0] ?? 'stg';
    faults.push(`shell: ${secretRemedy(stage, files.get(stage)?.values.MESH_SECRET_KEY_PARAMETER ?? '')}`);
  }
  if (faults.length > 0) throw new EnvironmentError(`the environments cannot be used:\n  ${faults.join('\n  ')}`);
  return environments;
}

function readStageFile(directory: string, stage: Stage): DotenvFile {
  const path = join(directory, fileNames[stage]);
  try {
    return readDotenvFile(path);
  } catch (cause) {
    throw new EnvironmentError(
      `${path}: the file of stage ${stage} cannot be read; restore it, or set STAGE to other stages`,
      {
        cause,
      },
    );
  }
}
