import { AwsError } from '../aws-endpoint/aws-error';
import { type Clock } from '../clock';
import { type Parameter, type ParameterTier, type ParameterType } from './parameter';
import { requireParameterName, requireParameterValue } from './parameter-rules';

export interface PutParameter {
  readonly name: string;
  readonly value: string;
  /** @default the type of the version before; needed for the first */
  readonly type?: ParameterType;
  readonly overwrite?: boolean;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly keyId?: string;
  /** @default Standard */
  readonly tier?: ParameterTier;
  /** @default text */
  readonly dataType?: string;
}

export interface ParameterStoreOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
}

/** As many versions of a parameter as SSM keeps; the oldest go first. */
const maxVersions = 100;

/** The parameters of one account and region, in memory: no value is ever written to disk. */
export class ParameterStore {
  readonly #options: ParameterStoreOptions;
  /** Versions, oldest first; never empty. */
  readonly #versions = new Map<string, readonly Parameter[]>();

  constructor(options: ParameterStoreOptions) {
    this.#options = options;
  }

  /**
   * Writes the first or, with `overwrite`, the next version.
   * @throws AwsError `ParameterAlreadyExists`, `HierarchyTypeMismatchException`, `HierarchyLevelLimitExceededException`,
   * `ParameterPatternMismatchException` or `ValidationException`.
   */
  put(input: PutParameter): Parameter {
    const { value, overwrite = false } = input;
    const name = this.#localName(input.name);
    requireParameterName(name);
    const versions = this.#versions.get(name) ?? [];
    const former = versions.at(-1);
    if (former !== undefined && !overwrite) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const type = input.type ?? former?.type;
    if (type === undefined)
      throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
    if (former !== undefined && former.type !== type) {
      throw new AwsError(
        'HierarchyTypeMismatchException',
        `Type of ${name} must stay ${former.type}, got ${type}; delete the parameter first`,
      );
    }
    const tier = input.tier ?? former?.tier ?? 'Standard';
    const allowedPattern = input.allowedPattern ?? former?.allowedPattern;
    const description = input.description ?? former?.description;
    requireParameterValue(value, { tier, ...(allowedPattern !== undefined && { allowedPattern }) });
    const parameter: Parameter = {
      name,
      arn: this.#arn(name),
      type,
      value,
      version: (former?.version ?? 0) + 1,
      modifiedMs: this.#options.clock.nowMs(),
      tier,
      dataType: input.dataType ?? 'text',
      ...(description !== undefined && { description }),
      ...(allowedPattern !== undefined && { allowedPattern }),
      ...(type === 'SecureString' && { keyId: input.keyId ?? former?.keyId ?? 'alias/aws/ssm' }),
    };
    this.#versions.set(name, [...versions, parameter].slice(-maxVersions));
    return parameter;
  }

  /**
   * The parameter that `selector` names: a name or ARN, with `:<version>` or without for the latest.
   * @returns undefined when there is no such parameter
   * @throws AwsError `ParameterVersionNotFound`
   */
  get(selector: string): Parameter | undefined {
    const [, name = '', version] = /^([^:]*)(?::([^:]+))?$/.exec(this.#localName(selector)) ?? [];
    const versions = this.#versions.get(name);
    if (version === undefined || versions === undefined) return versions?.at(-1);
    const found = versions.find((parameter) => String(parameter.version) === version);
    if (found !== undefined) return found;
    throw new AwsError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
    );
  }

  /** All versions kept of a parameter, oldest first. */
  history(nameOrArn: string): readonly Parameter[] {
    return this.#versions.get(this.#localName(nameOrArn)) ?? [];
  }

  /** The latest version of each parameter, by name. */
  list(): readonly Parameter[] {
    const latest = [...this.#versions.values()].flatMap((versions) => versions.slice(-1));
    return latest.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @returns whether there was such a parameter */
  delete(nameOrArn: string): boolean {
    return this.#versions.delete(this.#localName(nameOrArn));
  }

  /** The name as it was put, whether by name or by ARN of this account and region. */
  #localName(nameOrArn: string): string {
    const prefix = this.#arn('');
    if (!nameOrArn.startsWith(prefix)) return nameOrArn;
    const rest = nameOrArn.slice(prefix.length);
    // ARNs join a name without hierarchy by a slash that is not part of it.
    return rest.lastIndexOf('/') === 0 && !this.#versions.has(rest) ? rest.slice(1) : rest;
  }

  #arn(name: string): string {
    const separator = name === '' || name.startsWith('/') ? '' : '/';
    return `arn:aws:ssm:${this.#options.region}:${this.#options.accountId}:parameter${separator}${name}`;
  }
}
