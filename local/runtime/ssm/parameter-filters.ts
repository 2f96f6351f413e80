import { z } from 'zod';
import { AwsError } from '../aws-endpoint/aws-error';
import { type Parameter } from './parameter';

export const parameterFilters = z
  .array(z.object({ Key: z.string(), Option: z.string().optional(), Values: z.array(z.string()).optional() }))
  .optional();

type Filter = NonNullable<z.infer<typeof parameterFilters>>[number];

const readers: Readonly<Record<string, (parameter: Parameter) => string | undefined>> = {
  Name: ({ name }) => name,
  Type: ({ type }) => type,
  KeyId: ({ keyId }) => keyId,
  Tier: ({ tier }) => tier,
  DataType: ({ dataType }) => dataType,
};

const comparisons: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  Equals: (text, wanted) => text === wanted,
  BeginsWith: (text, wanted) => text.startsWith(wanted),
  Contains: (text, wanted) => text.includes(wanted),
};

/**
 * Whether a parameter passes all filters: Name, Type, KeyId, Tier and DataType by Equals (default), BeginsWith or
 * Contains, and Path by OneLevel (default) or Recursive; one of a filter's values is enough.
 * @throws AwsError `InvalidFilterKey`, `InvalidFilterOption` or `InvalidFilterValue`
 */
export function passesFilters(parameter: Parameter, filters: readonly Filter[]): boolean {
  return filters.every(({ Key: key, Option: option, Values: values = [] }) => {
    if (values.length === 0) throw new AwsError('InvalidFilterValue', `filter ${key} must have at least one value`);
    if (key === 'Path') {
      const recursive = recursiveOption(option);
      return values.some((path) => isBelow(parameter.name, path, recursive));
    }
    const text = reader(key)(parameter);
    const compare = comparison(option ?? 'Equals');
    return text !== undefined && values.some((wanted) => compare(text, wanted));
  });
}

/** Whether `name` is in the hierarchy below `path`, directly unless `recursive`. */
export function isBelow(name: string, path: string, recursive: boolean): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`;
  if (!name.startsWith(prefix)) return false;
  return recursive || !name.slice(prefix.length).includes('/');
}

function reader(key: string): (parameter: Parameter) => string | undefined {
  const found = Object.hasOwn(readers, key) ? readers[key] : undefined;
  if (found !== undefined) return found;
  const allowed = [...Object.keys(readers), 'Path'].join(', ');
  throw new AwsError('InvalidFilterKey', `filter key must be one of ${allowed}, got ${key}`);
}

function comparison(option: string): (text: string, wanted: string) => boolean {
  const found = Object.hasOwn(comparisons, option) ? comparisons[option] : undefined;
  if (found !== undefined) return found;
  const allowed = Object.keys(comparisons).join(', ');
  throw new AwsError('InvalidFilterOption', `filter option must be one of ${allowed}, got ${option}`);
}

function recursiveOption(option = 'OneLevel'): boolean {
  if (option === 'OneLevel' || option === 'Recursive') return option === 'Recursive';
  throw new AwsError('InvalidFilterOption', `option of filter Path must be OneLevel or Recursive, got ${option}`);
}
