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
      const before = value[node.name.value];
      value[node.name.value] = isObject(before) && isObject(next) ? { ...before, ...next } : next;
    } else {
      const set =
        node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : prepared.fragments[node.name.value]?.selectionSet;
      if (set) fill(value, answer, set, prepared);
    }
  }
}

function isObject(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
