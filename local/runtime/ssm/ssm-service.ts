import { z } from 'zod';
import { AwsError } from '../aws-endpoint/aws-error';
import { type JsonService } from '../aws-endpoint/json-protocol';
import { parameterTypes } from './parameter';
import { isBelow, parameterFilters, passesFilters } from './parameter-filters';
import { parameterJson, parameterMetadataJson } from './parameter-json';
import { type ParameterStore } from './parameter-store';

const names = z.array(z.string()).min(1).max(10);
const paging = (max: number) => ({
  MaxResults: z.number().int().min(1).max(max).default(max),
  NextToken: z.string().optional(),
});

const inputs = {
  GetParameter: z.object({ Name: z.string(), WithDecryption: z.boolean().default(false) }),
  GetParameters: z.object({ Names: names, WithDecryption: z.boolean().default(false) }),
  GetParametersByPath: z.object({
    Path: z.string().regex(/^\//, 'must begin with /'),
    Recursive: z.boolean().default(false),
    ParameterFilters: parameterFilters,
    WithDecryption: z.boolean().default(false),
    ...paging(10),
  }),
  GetParameterHistory: z.object({ Name: z.string(), WithDecryption: z.boolean().default(false), ...paging(50) }),
  PutParameter: z.object({
    Name: z.string(),
    Value: z.string(),
    Type: z.enum(parameterTypes).optional(),
    Overwrite: z.boolean().optional(),
    Description: z.string().max(1024).optional(),
    AllowedPattern: z.string().max(1024).optional(),
    KeyId: z.string().optional(),
    Tier: z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']).optional(),
    DataType: z.string().optional(),
  }),
  DeleteParameter: z.object({ Name: z.string() }),
  DeleteParameters: z.object({ Names: names }),
  DescribeParameters: z.object({ ParameterFilters: parameterFilters, ...paging(50) }),
};

/**
 * Parameter Store's part of SSM: GetParameter, GetParameters, GetParametersByPath, GetParameterHistory, PutParameter,
 * DeleteParameter, DeleteParameters and DescribeParameters. Labels, policies and tags are not served.
 */
export function ssmService(store: ParameterStore): JsonService {
  const actions: Readonly<Record<string, (input: unknown) => unknown>> = {
    GetParameter: (input) => {
      const { Name: name, WithDecryption: decrypt } = parse(inputs.GetParameter, input);
      const parameter = store.get(name);
      if (parameter === undefined) throw notFound(name);
      return { Parameter: { ...parameterJson(parameter, decrypt), ...selectorOf(name) } };
    },
    GetParameters: (input) => {
      const { Names, WithDecryption: decrypt } = parse(inputs.GetParameters, input);
      const found = Names.map((name) => ({ name, parameter: getIfPresent(store, name) }));
      return {
        Parameters: found.flatMap(({ name, parameter }) =>
          parameter === undefined ? [] : [{ ...parameterJson(parameter, decrypt), ...selectorOf(name) }],
        ),
        InvalidParameters: found.flatMap(({ name, parameter }) => (parameter === undefined ? [name] : [])),
      };
    },
    GetParametersByPath: (input) => {
      const request = parse(inputs.GetParametersByPath, input);
      const filters = request.ParameterFilters ?? [];
      const found = store
        .list()
        .filter((parameter) => isBelow(parameter.name, request.Path, request.Recursive))
        .filter((parameter) => passesFilters(parameter, filters));
      const { items, next } = page(found, ({ name }) => name, request);
      return { Parameters: items.map((item) => parameterJson(item, request.WithDecryption)), ...next };
    },
    GetParameterHistory: (input) => {
      const request = parse(inputs.GetParameterHistory, input);
      const versions = store.history(request.Name);
      if (versions.length === 0) throw notFound(request.Name);
      const { items, next } = page(versions, ({ version }) => String(version).padStart(16, '0'), request);
      const values = items.map((item) => ({
        ...parameterMetadataJson(item),
        Value: parameterJson(item, request.WithDecryption).Value,
        Labels: [],
      }));
      return { Parameters: values, ...next };
    },
    PutParameter: (input) => {
      const request = parse(inputs.PutParameter, input);
      const { version, tier } = store.put({
        name: request.Name,
        value: request.Value,
        ...(request.Type !== undefined && { type: request.Type }),
        ...(request.Overwrite !== undefined && { overwrite: request.Overwrite }),
        ...(request.Description !== undefined && { description: request.Description }),
        ...(request.AllowedPattern !== undefined && { allowedPattern: request.AllowedPattern }),
        ...(request.KeyId !== undefined && { keyId: request.KeyId }),
        ...(request.Tier !== undefined && { tier: request.Tier }),
        ...(request.DataType !== undefined && { dataType: request.DataType }),
      });
      return { Version: version, Tier: tier };
    },
    DeleteParameter: (input) => {
      const { Name: name } = parse(inputs.DeleteParameter, input);
      if (!store.delete(name)) throw notFound(name);
      return {};
    },
    DeleteParameters: (input) => {
      const { Names } = parse(inputs.DeleteParameters, input);
      const results = Names.map((name) => ({ name, deleted: store.delete(name) }));
      return {
        DeletedParameters: results.flatMap(({ name, deleted }) => (deleted ? [name] : [])),
        InvalidParameters: results.flatMap(({ name, deleted }) => (deleted ? [] : [name])),
      };
    },
    DescribeParameters: (input) => {
      const request = parse(inputs.DescribeParameters, input);
      const found = store.list().filter((parameter) => passesFilters(parameter, request.ParameterFilters ?? []));
      const { items, next } = page(found, ({ name }) => name, request);
      return { Parameters: items.map(parameterMetadataJson), ...next };
    },
  };
  return {
    targetPrefix: 'AmazonSSM',
    call: (name, input) => {
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (action === undefined) {
        const served = Object.keys(actions).join(', ');
        throw new AwsError('UnknownOperationException', `ssm: ${name} is not served here; ${served} are`, 501);
      }
      return action(input);
    },
  };
}

function parse<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new AwsError('ValidationException', `request is not valid: ${z.prettifyError(result.error)}`);
}

function getIfPresent(store: ParameterStore, name: string): ReturnType<ParameterStore['get']> {
  try {
    return store.get(name);
  } catch (error) {
    if (error instanceof AwsError && error.name === 'ParameterVersionNotFound') return undefined;
    throw error;
  }
}

/** What the caller added to the name, `:<version>`. */
function selectorOf(name: string): { readonly Selector?: string } {
  const selector = /^[^:]*(:\d+)$/.exec(name)?.[1];
  return selector === undefined ? {} : { Selector: selector };
}

/** The items after the token, which holds the key of the last one shown. Keys ascend. */
function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { MaxResults: max, NextToken: token }: { readonly MaxResults: number; readonly NextToken?: string | undefined },
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString('utf8');
  if (token !== undefined && Buffer.from(after).toString('base64url') !== token) {
    throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  }
  const rest = items.filter((item) => token === undefined || keyOf(item) > after);
  const shown = rest.slice(0, max);
  const last = shown.at(-1);
  const next = rest.length > max && last !== undefined ? Buffer.from(keyOf(last)).toString('base64url') : undefined;
  return { items: shown, next: next === undefined ? {} : { NextToken: next } };
}

function notFound(name: string): AwsError {
  return new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
}
