import { validationError } from '../dynamodb-error';
import { attribute, copyValue, setAttribute, typeOf, type AttributeValue, type Item } from '../values/attribute-value';
import { addNumbers } from '../values/decimal';
import { type BoundUpdate, updatedPaths } from './bind-update';
import { valueAt } from './document-path';
import { type Path, type SetValue } from './syntax';

/** A document under change: the members of maps and lists are its own and may be replaced. */
interface Draft {
  M?: Record<string, AttributeValue>;
  L?: AttributeValue[];
}

const setTypes = ['SS', 'NS', 'BS'] as const;

/**
 * The item that the update makes of `item`; `item` stays as it is. All operands see the item before the update.
 * @throws DynamodbError `ValidationException` when an operand is absent or of a wrong type, or a path leads nowhere
 */
export function applyUpdate(update: BoundUpdate, item: Item): Item {
  const assignments: (readonly [Path, AttributeValue | undefined])[] = [
    ...update.set.map(({ path, value }) => [path, evaluate(value, item)] as const),
    ...update.add.map(({ path, value }) => [path, addTo(valueAt(item, path), value)] as const),
    ...update.delete.map(({ path, value }) => [path, deleteFrom(valueAt(item, path), value)] as const),
    ...update.remove.map((path) => [path, undefined] as const),
  ];
  const updated: Record<string, AttributeValue> = { ...item };
  for (const [top, ...below] of updatedPaths(update)) {
    if (below.length === 0 || typeof top !== 'string') continue;
    const value = attribute(item, top);
    if (value) setAttribute(updated, top, copyValue(value));
  }
  const root: Draft = { M: updated };
  // Elements appended to one list keep the order of their indexes; removed ones go from the end, so that no index moves.
  const byIndex = (a: Path, b: Path) => Number(a.at(-1)) - Number(b.at(-1));
  const written = assignments.filter(([, value]) => value !== undefined);
  const removed = assignments.filter(([, value]) => value === undefined);
  for (const [path, value] of written.sort(([a], [b]) => byIndex(a, b) || 0)) if (value) write(root, path, value);
  for (const [path] of removed.sort(([a], [b]) => byIndex(b, a) || 0)) remove(root, path);
  return updated;
}

function invalidPath() {
  return validationError('The document path provided in the update expression is invalid for update');
}

function wrongType() {
  return validationError('An operand in the update expression has an incorrect data type');
}

function evaluate(value: SetValue<AttributeValue>, item: Item): AttributeValue {
  switch (value.kind) {
    case 'value':
      return copyValue(value.value);
    case 'path': {
      const found = valueAt(item, value.path);
      if (found) return copyValue(found);
      throw validationError('The provided expression refers to an attribute that does not exist in the item');
    }
    case 'if_not_exists': {
      const found = valueAt(item, value.path);
      return found ? copyValue(found) : evaluate(value.otherwise, item);
    }
    case 'list_append': {
      const [left, right] = [evaluate(value.left, item), evaluate(value.right, item)];
      if (!left.L || !right.L) throw wrongType();
      return { L: [...left.L, ...right.L] };
    }
    case 'plus':
    case 'minus': {
      const [left, right] = [evaluate(value.left, item), evaluate(value.right, item)];
      if (left.N === undefined || right.N === undefined) throw wrongType();
      return { N: addNumbers(left.N, right.N, value.kind === 'minus') };
    }
  }
}

function addTo(current: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (current === undefined) return copyValue(operand);
  if (current.N !== undefined && operand.N !== undefined) return { N: addNumbers(current.N, operand.N) };
  for (const type of setTypes) {
    const [members, more] = [current[type], operand[type]];
    if (members && more) return { [type]: [...new Set([...members, ...more])] };
  }
  throw wrongType();
}

/** The set without the members of `operand`; undefined, which removes the attribute, when none is left. */
function deleteFrom(current: AttributeValue | undefined, operand: AttributeValue): AttributeValue | undefined {
  if (current === undefined) return undefined;
  for (const type of setTypes) {
    const [members, fewer] = [current[type], operand[type]];
    if (!members || !fewer) continue;
    const left = members.filter((member) => !fewer.includes(member));
    return left.length > 0 ? { [type]: left } : undefined;
  }
  throw wrongType();
}

/** The document that holds the last element of `path`. */
function parentOf(root: Draft, path: Path): Draft {
  let draft = root;
  for (const element of path.slice(0, -1)) {
    const below: AttributeValue | undefined =
      typeof element === 'number' ? draft.L?.[element] : draft.M && attribute(draft.M, element);
    if (below === undefined || (typeOf(below) !== 'M' && typeOf(below) !== 'L')) throw invalidPath();
    // A copy that this update made and nobody else holds.
    draft = below as Draft;
  }
  return draft;
}

function write(root: Draft, path: Path, value: AttributeValue): void {
  const parent = parentOf(root, path);
  const last = path.at(-1);
  if (typeof last === 'string' && parent.M) setAttribute(parent.M, last, value);
  else if (typeof last === 'number' && parent.L) {
    if (last < parent.L.length) parent.L[last] = value;
    else parent.L.push(value);
  } else throw invalidPath();
}

function remove(root: Draft, path: Path): void {
  const parent = parentOf(root, path);
  const last = path.at(-1);
  // The map is a draft of this update, and an attribute is removed by its name.

  if (typeof last === 'string' && parent.M) delete parent.M[last];
  else if (typeof last === 'number' && parent.L) parent.L.splice(last, 1);
  else throw invalidPath();
}
