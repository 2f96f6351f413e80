import { type Path, type SetValue, type Update } from './syntax';
import { TokenReader } from './token-reader';

const sections = ['set', 'remove', 'add', 'delete'] as const;
const conditionFunctions = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
]);

/**
 * Parses an update:
 *
 *     update  = section { section }, each of SET, REMOVE, ADD and DELETE at most once
 *     section = SET path = value { , … } | REMOVE path { , … } | ADD path :value { , … } | DELETE path :value { , … }
 *     value   = operand [ + operand | - operand ]
 *     operand = path | :value | if_not_exists ( path , value ) | list_append ( value , value ) | ( value )
 *
 * @throws DynamodbError `ValidationException` with the service's message
 */
export function parseUpdate(expression: string): Update<string> {
  const reader = new TokenReader('UpdateExpression', expression);
  const set: { path: Path; value: SetValue<string> }[] = [];
  const remove: Path[] = [];
  const add: { path: Path; value: string }[] = [];
  const remaining: { path: Path; value: string }[] = [];
  const seen = new Set<string>();
  while (reader.peek().kind !== 'end') {
    const section = sections.find((name) => reader.isKeyword(name));
    if (section === undefined) throw reader.syntaxError();
    reader.take();
    if (seen.has(section)) {
      reader.note(
        'repeated section',
        `The "${section.toUpperCase()}" section can only be used once in an update expression;`,
      );
    }
    seen.add(section);
    do {
      const path = reader.path();
      if (section === 'remove') remove.push(path);
      else if (section === 'add') add.push({ path, value: reader.value() });
      else if (section === 'delete') remaining.push({ path, value: reader.value() });
      else {
        reader.expectSymbol('=');
        set.push({ path, value: parseValue(reader) });
      }
    } while (reader.takeSymbol(','));
  }
  reader.finish(['reserved word', 'unknown function', 'misused function', 'repeated section', 'wrong operands']);
  return { set, remove, add, delete: remaining };
}

function parseValue(reader: TokenReader): SetValue<string> {
  const left = parseOperand(reader);
  if (reader.takeSymbol('+')) return { kind: 'plus', left, right: parseOperand(reader) };
  if (reader.takeSymbol('-')) return { kind: 'minus', left, right: parseOperand(reader) };
  return left;
}

function parseOperand(reader: TokenReader): SetValue<string> {
  if (reader.takeSymbol('(')) {
    const value = parseValue(reader);
    reader.expectSymbol(')');
    return value;
  }
  if (reader.peek().kind === 'value') return { kind: 'value', value: reader.value() };
  if (reader.isCall()) return parseCall(reader);
  return { kind: 'path', path: reader.path() };
}

function parseCall(reader: TokenReader): SetValue<string> {
  const called = reader.take().text;
  reader.expectSymbol('(');
  const operands = [parseValue(reader)];
  while (reader.takeSymbol(',')) operands.push(parseValue(reader));
  reader.expectSymbol(')');
  const [left = unusable, right = unusable] = operands;
  if (called !== 'if_not_exists' && called !== 'list_append') {
    if (conditionFunctions.has(called)) {
      reader.note('misused function', `The function is not allowed in an update expression; function: ${called}`);
    } else reader.note('unknown function', `Invalid function name; function: ${called}`);
    return unusable;
  }
  if (operands.length !== 2) {
    reader.note(
      'wrong operands',
      `Incorrect number of operands for operator or function; operator or function: ${called}, number of operands: ${operands.length}`,
    );
  }
  if (called === 'list_append') return { kind: 'list_append', left, right };
  if (left.kind === 'path') return { kind: 'if_not_exists', path: left.path, otherwise: right };
  reader.note('wrong operands', 'Operator or function requires a document path; operator or function: if_not_exists');
  return unusable;
}

/** Stands for what a noted problem left open; `finish` throws before anything sees it. */
const unusable: SetValue<string> = { kind: 'value', value: '' };
