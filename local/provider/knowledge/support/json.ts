import { type Value } from '../knowledge';

function valueOf(tree: unknown): Value {
  if (tree === null || typeof tree === 'string' || typeof tree === 'number' || typeof tree === 'boolean') return tree;
  if (Array.isArray(tree)) return tree.map(valueOf);
  return Object.fromEntries(Object.entries(tree ?? {}).map(([name, inner]): [string, Value] => [name, valueOf(inner)]));
}

/** The value that JSON text stands for. @throws SyntaxError when it is not JSON. */
export function valueFromText(json: string): Value {
  return valueOf(JSON.parse(json));
}
