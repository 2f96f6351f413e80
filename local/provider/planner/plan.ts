import { valuesEqual } from '../codec/equal';
import { type Attributes, UNKNOWN, type Value } from '../codec/value';
import { type ResourceKnowledge } from '../knowledge/knowledge';
import { type BlockSchema, impliedType } from '../schema/schema';
import { withDefaults } from './defaults';
import { type AttributePath, requiresReplace } from './requires-replace';
import { mergeTags } from './tags';
import { markUnknown } from './unknowns';

export interface PlanRequest {
  /** With the marks of knowledge. */
  readonly schema: BlockSchema;
  readonly knowledge: Pick<ResourceKnowledge, 'defaults' | 'forceNew' | 'replacedWhen' | 'updatesComputed'>;
  /** `undefined` plans a create. */
  readonly prior: Attributes | undefined;
  /** Terraform core's merge of configuration and prior computed values. */
  readonly proposed: Attributes;
  readonly config: Attributes;
  /** Of the provider block. */
  readonly region: string;
  /** Of the provider block: a map, unknown or null. */
  readonly defaultTags: Value;
}

export interface Plan {
  readonly planned: Attributes;
  readonly requiresReplace: readonly AttributePath[];
}

/** What an object will be after apply, as far as that is known, and what of it can only be had by a new object. */
export function planChange(request: PlanRequest): Plan {
  const { schema, knowledge, prior, config } = request;
  const planned = withProviderValues(request, withDefaults(schema, request.proposed, config, knowledge.defaults ?? {}));
  if (!prior) return { planned: markUnknown(schema, planned, undefined), requiresReplace: [] };

  if (valuesEqual(prior, planned, impliedType(schema))) return { planned: prior, requiresReplace: [] };
  const updated: Record<string, Value> = { ...markUnknown(schema, planned, prior) };
  for (const name of updatesComputed(request, prior, updated)) {
    if ((config[name] ?? null) === null) updated[name] = UNKNOWN;
  }
  const regional = schema.attributes.region ? ['region'] : [];
  const forceNew = [...(knowledge.forceNew ?? []), ...(knowledge.replacedWhen?.(prior, updated) ?? []), ...regional];
  return { planned: updated, requiresReplace: requiresReplace(schema, prior, updated, forceNew) };
}

/** @throws Error when knowledge names an attribute that the schema lacks. */
function updatesComputed(
  { schema, knowledge }: PlanRequest,
  prior: Attributes,
  planned: Attributes,
): readonly string[] {
  const given = knowledge.updatesComputed ?? [];
  const names = typeof given === 'function' ? given(prior, planned) : given;
  const absent = names.find((name) => !schema.attributes[name]);
  if (absent !== undefined) throw new Error(`knowledge: updatesComputed: the schema has no attribute ${absent}`);
  return names;
}

function withProviderValues({ schema, config, region, defaultTags }: PlanRequest, planned: Attributes): Attributes {
  const result: Record<string, Value> = { ...planned };
  if (schema.attributes.region?.computed && (config.region ?? null) === null) result.region = region;
  if (schema.attributes.tags_all?.computed) result.tags_all = mergeTags(defaultTags, planned.tags ?? null);
  for (const [name, attribute] of Object.entries(schema.attributes)) if (attribute.writeOnly) result[name] = null;
  return result;
}
