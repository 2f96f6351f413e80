import { z } from 'zod';
import { type LambdaDefinition } from '../lambda/lambda-definition';
import { type DeployedResource } from '../state/deployment';
import { ensureLocalSecrets, type LocalSecretsOptions } from './local-secrets';
import { parameterTypes } from './parameter';
import { type ParameterStore } from './parameter-store';

const attributes = z.object({
  name: z.string(),
  type: z.enum(parameterTypes),
  value: z.string().nullish(),
  insecure_value: z.string().nullish(),
  description: z.string().nullish(),
  allowed_pattern: z.string().nullish(),
  data_type: z.string().nullish(),
});

export interface ParameterSeeds {
  /** The `aws_ssm_parameter` resources of the deployments. */
  readonly resources: readonly DeployedResource[];
  /** The functions, whose variables name the secrets they read. */
  readonly functions: readonly Pick<LambdaDefinition, 'functionName' | 'environment'>[];
}

export interface SeededParameters {
  /** Names in `.env.local` that got a random value now. */
  readonly createdSecrets: readonly string[];
}

/**
 * Fills a store with the parameters that the functions find when they are deployed:
 * - those of the deployments' states;
 * - for each variable of a function whose name ends in `_PARAMETER`, the SecureString that it names. Its value is that
 *   of `.env.local` under the variable's name without the ending: `MESH_SECRET_KEY` for `MESH_SECRET_KEY_PARAMETER`.
 *   Where neither the file nor a state has a value, a random one is created and written to the file.
 * @throws Error when two variables give one parameter different values, or a state cannot be read.
 */
export async function seedParameters(
  store: ParameterStore,
  { resources, functions }: ParameterSeeds,
  secrets: LocalSecretsOptions,
): Promise<SeededParameters> {
  for (const resource of resources) seedResource(store, resource);
  const references = functions.flatMap(({ functionName, environment }) => secretReferences(functionName, environment));
  const needed = references.filter(({ parameter }) => store.get(parameter) === undefined);
  const { values, created } = await ensureLocalSecrets(
    needed.map(({ secret }) => secret),
    secrets,
  );
  const given = new Map<string, { readonly secret: string; readonly value: string }>();
  for (const { functionName, parameter, secret } of references) {
    const value = values.get(secret);
    if (value === undefined) continue;
    const former = given.get(parameter);
    if (former === undefined) {
      given.set(parameter, { secret, value });
      const type = store.get(parameter)?.type ?? 'SecureString';
      store.put({ name: parameter, value, type, overwrite: true, tier: 'Intelligent-Tiering' });
    } else if (former.value !== value) {
      throw new Error(
        `${functionName}: ${secret} and ${former.secret} in ${secrets.file} must be equal, since both are the value of parameter ${parameter}`,
      );
    }
  }
  return { createdSecrets: created };
}

const ending = '_PARAMETER';

interface SecretReference {
  readonly functionName: string;
  readonly parameter: string;
  /** Name of its value in `.env.local`. */
  readonly secret: string;
}

function secretReferences(
  functionName: string,
  environment: Readonly<Record<string, string>>,
): readonly SecretReference[] {
  return Object.entries(environment)
    .filter(([variable, parameter]) => variable.length > ending.length && variable.endsWith(ending) && parameter !== '')
    .map(([variable, parameter]) => ({ functionName, parameter, secret: variable.slice(0, -ending.length) }));
}

function seedResource(store: ParameterStore, resource: DeployedResource): void {
  const parsed = attributes.safeParse(resource.attributes);
  if (!parsed.success) {
    throw new Error(`${resource.address}: state is not that of a parameter: ${z.prettifyError(parsed.error)}`);
  }
  const { name, type, description, allowed_pattern: allowedPattern, data_type: dataType } = parsed.data;
  // A write-only value is in no state; a function that reads it names it by a variable.
  const value = [parsed.data.value, parsed.data.insecure_value].find(Boolean);
  if (value === undefined || value === null) return;
  store.put({
    name,
    type,
    value,
    overwrite: true,
    tier: 'Intelligent-Tiering',
    ...(description && { description }),
    ...(allowedPattern && { allowedPattern }),
    ...(dataType && { dataType }),
  });
}
