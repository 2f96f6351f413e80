import { Kind, type SelectionSetNode } from 'graphql';
import type { PreparedOperation } from './documents';

type Value = Readonly<Record<string, unknown>>;

/** What a mutation answered, by field names in place of the aliases of its selection. */
export function byFieldName(answer: unknown, set: SelectionSetNode | undefined, prepared: PreparedOperation): unknown {
  if (Array.isArray(answer)) return answer.map((item: unknown) => byFieldName(item, set, prepared));
  if (!isObject(answer) || set === undefined) return answer;
  const value: Record<string, unknown> = {};
  fill(value, answer, set, prepared);
  return value;
}

/** A fragment of another type left nothing in the answer, so what the answer has decides. */
function fill(
  value: Record<string, unknown>,
  answer: Value,
  { selections }: SelectionSetNode,
  prepared: PreparedOperation,
): void {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      if (!Object.hasOwn(answer, key)) continue;
      const next = byFieldName(answer[key], node.selectionSet, prepared);
      value[node.name.value] = merged(value[node.name.value], next);
    } else {
      const set =
        node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : prepared.fragments[node.name.value]?.selectionSet;
      if (set) fill(value, answer, set, prepared);
    }
  }
}

/** A field that is selected in several places has one value, of which each place shows a part. */
function merged(before: unknown, next: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(next)) {
    return next.map((item: unknown, index) => merged(before[index], item));
  }
  if (!isObject(before) || !isObject(next)) return next;
  const fields = Object.entries(next).map(([name, value]): [string, unknown] => [name, merged(before[name], value)]);
  return { ...before, ...Object.fromEntries(fields) };
}

function isObject(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
