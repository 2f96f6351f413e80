import { checkCode } from '../code-rules/check-code';
import type { ApiDefinition, ResolverDefinition } from '../api';
import type { ResolverPlan } from '../sandbox/protocol';
import type { Sandbox } from '../sandbox/sandbox';

/** A resolver ready to run. */
export interface CompiledResolver {
  readonly definition: ResolverDefinition;
  /** Absent for a direct Lambda resolver. */
  readonly plan?: ResolverPlan;
  /** Data source and batch size of each step: one for a unit resolver, one a function for a pipeline. */
  readonly steps: readonly { readonly dataSourceName: string; readonly maxBatchSize: number }[];
}

/**
 * Compiles all code of an API, each function once.
 * @throws Error with every fault that AppSync would refuse at deployment: forbidden code, and functions and data sources
 *   that do not exist
 */
export function compileResolvers(definition: ApiDefinition, sandbox: Sandbox): readonly CompiledResolver[] {
  const faults = [...codeFaults(definition), ...referenceFaults(definition)];
  if (faults.length > 0) throw new Error(`api ${definition.name}: ${faults.join('; ')}`);

  const functions = new Map(
    definition.functions.map((fn) => [fn.functionId, { ...fn, id: sandbox.compile(fn.code) }] as const),
  );
  return definition.resolvers.map((resolver): CompiledResolver => {
    const { kind, code, dataSourceName = '', maxBatchSize = 0 } = resolver;
    if (kind === 'UNIT') {
      const steps = [{ dataSourceName, maxBatchSize }];
      if (code === undefined) return { definition: resolver, steps };
      return { definition: resolver, plan: { kind, code: sandbox.compile(code) }, steps };
    }
    const used = (resolver.functionIds ?? []).flatMap((id) => functions.get(id) ?? []);
    return {
      definition: resolver,
      plan: { kind, code: sandbox.compile(code ?? ''), functions: used.map(({ id }) => id) },
      steps: used.map((fn) => ({ dataSourceName: fn.dataSourceName, maxBatchSize: fn.maxBatchSize ?? 0 })),
    };
  });
}

function codeFaults({ functions, resolvers }: ApiDefinition): string[] {
  const codes = [
    ...functions.map(({ name, code }) => [`function ${name}`, code] as const),
    ...resolvers.map((resolver) => [nameOf(resolver), resolver.code] as const),
  ];
  return codes.flatMap(([where, code]) =>
    code === undefined
      ? []
      : checkCode(code).map(({ line, column, rule, message }) => `${where}: ${line}:${column} ${rule}: ${message}`),
  );
}

function referenceFaults({ dataSources, functions, resolvers }: ApiDefinition): string[] {
  const sources = new Set(dataSources.map(({ name }) => name));
  const ids = new Set(functions.map(({ functionId }) => functionId));
  const source = (where: string, name: string | undefined) =>
    name !== undefined && sources.has(name) ? [] : [`${where}: there is no data source ${name ?? '(none named)'}`];
  return [
    ...functions.flatMap(({ name, dataSourceName }) => source(`function ${name}`, dataSourceName)),
    ...resolvers.flatMap((resolver) => {
      if (resolver.kind === 'UNIT') return source(nameOf(resolver), resolver.dataSourceName);
      const unknown = (resolver.functionIds ?? []).filter((id) => !ids.has(id));
      const missing = unknown.map((id) => `${nameOf(resolver)}: there is no function ${id}`);
      return resolver.code === undefined
        ? [...missing, `${nameOf(resolver)}: a pipeline resolver needs code with runtime APPSYNC_JS`]
        : missing;
    }),
  ];
}

function nameOf({ typeName, fieldName }: ResolverDefinition): string {
  return `resolver ${typeName}.${fieldName}`;
}
