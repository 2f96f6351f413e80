import { validationError } from '../dynamodb-error';
import { typeOf, type AttributeValue } from '../values/attribute-value';
import { describePath } from './bind-condition';
import { type Placeholders } from './placeholders';
import { type Path, type SetValue, type Update } from './syntax';

export type BoundUpdate = Update<AttributeValue>;
type BoundSetValue = SetValue<AttributeValue>;

const parameter = 'UpdateExpression';
const addable = new Set(['N', 'SS', 'NS', 'BS']);
const deletable = new Set(['SS', 'NS', 'BS']);

/** All paths an update writes to. */
export function updatedPaths(update: BoundUpdate): readonly Path[] {
  return [
    ...update.set.map(({ path }) => path),
    ...update.remove,
    ...[...update.add, ...update.delete].map(({ path }) => path),
  ];
}

/**
 * Puts names and values in the place of placeholders and refuses what can never be right.
 * @throws DynamodbError `ValidationException` with the service's message
 */
export function bindUpdate(update: Update<string>, placeholders: Placeholders): BoundUpdate {
  const bindPath = (path: Path) => placeholders.path(parameter, path);
  const bindValue = (value: string) => placeholders.value(parameter, value);
  const bindSet = (value: SetValue<string>): BoundSetValue => {
    switch (value.kind) {
      case 'path':
        return { kind: 'path', path: bindPath(value.path) };
      case 'value':
        return { kind: 'value', value: bindValue(value.value) };
      case 'if_not_exists':
        return { kind: 'if_not_exists', path: bindPath(value.path), otherwise: bindSet(value.otherwise) };
      case 'plus':
      case 'minus':
      case 'list_append': {
        const [left, right] = [bindSet(value.left), bindSet(value.right)];
        requireOperands(value.kind, [left, right]);
        return { kind: value.kind, left, right };
      }
    }
  };
  const bound: BoundUpdate = {
    set: update.set.map(({ path, value }) => ({ path: bindPath(path), value: bindSet(value) })),
    remove: update.remove.map(bindPath),
    add: update.add.map(({ path, value }) => ({ path: bindPath(path), value: bindValue(value) })),
    delete: update.delete.map(({ path, value }) => ({ path: bindPath(path), value: bindValue(value) })),
  };
  for (const { value } of bound.add) if (!addable.has(typeOf(value))) throw wrongType('ADD', value);
  for (const { value } of bound.delete) if (!deletable.has(typeOf(value))) throw wrongType('DELETE', value);
  requireSeparatePaths(updatedPaths(bound));
  return bound;
}

function requireOperands(kind: 'plus' | 'minus' | 'list_append', operands: readonly BoundSetValue[]): void {
  const operator = { plus: '+', minus: '-', list_append: 'list_append' }[kind];
  const needed = kind === 'list_append' ? 'L' : 'N';
  for (const operand of operands) {
    if (operand.kind === 'value' && operand.value[needed] === undefined) throw wrongType(operator, operand.value);
  }
}

const typeNames = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
};

function wrongType(operator: string, value: AttributeValue) {
  const type = operator === 'ADD' || operator === 'DELETE' ? typeNames[typeOf(value)] : typeOf(value);
  const allowed =
    operator === 'ADD'
      ? ', typeSet: ALLOWED_FOR_ADD_OPERAND'
      : operator === 'DELETE'
        ? ', typeSet: ALLOWED_FOR_DELETE_OPERAND'
        : '';
  return validationError(
    `Invalid ${parameter}: Incorrect operand type for operator or function; operator${allowed ? '' : ' or function'}: ${operator}, operand type: ${type}${allowed}`,
  );
}

/** Of two paths none may be part of the other, and both must see the same kind of document where they part. */
function requireSeparatePaths(paths: readonly Path[]): void {
  for (const [index, one] of paths.entries()) {
    for (const two of paths.slice(index + 1)) {
      const parting = one.findIndex((element, depth) => element !== two[depth]);
      const [first, second] = [one[parting], two[parting]];
      const where = `must remove or rewrite one of these paths; path one: ${describePath(one)}, path two: ${describePath(two)}`;
      if (parting === -1 || second === undefined) {
        throw validationError(`Invalid ${parameter}: Two document paths overlap with each other; ${where}`);
      }
      if (typeof first !== typeof second) {
        throw validationError(`Invalid ${parameter}: Two document paths conflict with each other; ${where}`);
      }
    }
  }
}
