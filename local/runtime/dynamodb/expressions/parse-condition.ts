import { type Comparator, type Condition, type ConditionFunction, type Operand } from './syntax';
import { TokenReader } from './token-reader';

/** `parenthesised` marks a condition with parentheses of its own: a second pair around it is redundant. */
type Parsed =
  { readonly condition: Condition<string>; readonly parenthesised?: true } | { readonly operand: Operand<string> };

const comparators: ReadonlyMap<string, Comparator> = new Map(
  (['=', '<>', '<', '<=', '>', '>='] as const).map((comparator) => [comparator, comparator]),
);
const functions: ReadonlyMap<string, { readonly name: ConditionFunction | 'size'; readonly operands: number }> =
  new Map(
    (
      [
        ['attribute_exists', 1],
        ['attribute_not_exists', 1],
        ['attribute_type', 2],
        ['begins_with', 2],
        ['contains', 2],
        ['size', 1],
      ] as const
    ).map(([name, operands]) => [name, { name, operands }]),
  );
const updateFunctions = new Set(['if_not_exists', 'list_append']);
const maxChoices = 100;

/**
 * Parses a condition, filter or key condition:
 *
 *     or      = and { OR and }            and  = not { AND not }        not = NOT not | primary
 *     primary = operand comparator operand | operand BETWEEN operand AND operand
 *             | operand IN ( operand { , operand } ) | function | ( or )
 *     operand = path | :value | size ( operand ) | ( operand )
 *
 * @throws DynamodbError `ValidationException` with the service's message
 */
export function parseCondition(parameter: string, expression: string): Condition<string> {
  const reader = new TokenReader(parameter, expression);
  const condition = parseOr(reader);
  if (reader.peek().kind !== 'end') throw reader.syntaxError();
  const checked = requireCondition(reader, condition);
  reader.finish(['parentheses', 'unknown function', 'misused function', 'reserved word', 'wrong operands']);
  return checked;
}

/** Stands for what a noted problem left open; `finish` throws before anything sees it. */
const unusable: Condition<string> = { kind: 'function', name: 'attribute_exists', operands: [] };

function misused(reader: TokenReader, name: string): void {
  reader.note(
    'misused function',
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  );
}

function requireCondition(reader: TokenReader, parsed: Parsed): Condition<string> {
  if ('condition' in parsed) return parsed.condition;
  if (parsed.operand.kind !== 'size') throw reader.syntaxError();
  misused(reader, 'size');
  return unusable;
}

function requireOperand(reader: TokenReader, parsed: Parsed): Operand<string> {
  if ('operand' in parsed) return parsed.operand;
  if (parsed.condition.kind !== 'function') throw reader.syntaxError();
  misused(reader, parsed.condition.name);
  return { kind: 'value', value: '' };
}

function parseOr(reader: TokenReader): Parsed {
  let parsed = parseAnd(reader);
  while (reader.takeKeyword('or')) {
    const left = requireCondition(reader, parsed);
    parsed = { condition: { kind: 'or', left, right: requireCondition(reader, parseAnd(reader)) } };
  }
  return parsed;
}

function parseAnd(reader: TokenReader): Parsed {
  let parsed = parseNot(reader);
  while (reader.takeKeyword('and')) {
    const left = requireCondition(reader, parsed);
    parsed = { condition: { kind: 'and', left, right: requireCondition(reader, parseNot(reader)) } };
  }
  return parsed;
}

function parseNot(reader: TokenReader): Parsed {
  if (!reader.takeKeyword('not')) return parsePrimary(reader);
  return { condition: { kind: 'not', condition: requireCondition(reader, parseNot(reader)) } };
}

function parsePrimary(reader: TokenReader): Parsed {
  const parsed = parseTerm(reader);
  const comparator = reader.peek().kind === 'symbol' ? comparators.get(reader.peek().text) : undefined;
  if (comparator !== undefined) {
    reader.take();
    const left = requireOperand(reader, parsed);
    return { condition: { kind: 'compare', comparator, left, right: parseOperand(reader) } };
  }
  if (reader.takeKeyword('between')) {
    const operand = requireOperand(reader, parsed);
    const low = parseOperand(reader);
    reader.expectKeyword('and');
    return { condition: { kind: 'between', operand, low, high: parseOperand(reader) } };
  }
  if (reader.takeKeyword('in')) {
    const operand = requireOperand(reader, parsed);
    reader.expectSymbol('(');
    const choices = parseOperands(reader);
    if (choices.length > maxChoices) {
      reader.note(
        'wrong operands',
        `Incorrect number of operands for operator or function; operator or function: IN, number of operands: ${choices.length}`,
      );
    }
    return { condition: { kind: 'in', operand, choices } };
  }
  return parsed;
}

function parseOperand(reader: TokenReader): Operand<string> {
  return requireOperand(reader, parseTerm(reader));
}

/** Operands up to and with the closing parenthesis. */
function parseOperands(reader: TokenReader): readonly Operand<string>[] {
  const operands = [parseOperand(reader)];
  while (reader.takeSymbol(',')) operands.push(parseOperand(reader));
  reader.expectSymbol(')');
  return operands;
}

function parseTerm(reader: TokenReader): Parsed {
  if (reader.takeSymbol('(')) {
    const parsed = parseOr(reader);
    reader.expectSymbol(')');
    if ('operand' in parsed) return parsed;
    if (parsed.parenthesised) reader.note('parentheses', 'The expression has redundant parentheses;');
    return { ...parsed, parenthesised: true };
  }
  if (reader.peek().kind === 'value') return { operand: { kind: 'value', value: reader.value() } };
  if (reader.isCall()) return parseCall(reader);
  return { operand: { kind: 'path', path: reader.path() } };
}

function parseCall(reader: TokenReader): Parsed {
  const called = reader.take().text;
  reader.expectSymbol('(');
  const operands = parseOperands(reader);
  const known = functions.get(called);
  if (!known) {
    if (updateFunctions.has(called)) {
      reader.note('misused function', `The function is not allowed in a condition expression; function: ${called}`);
    } else reader.note('unknown function', `Invalid function name; function: ${called}`);
    return { condition: unusable };
  }
  if (operands.length !== known.operands) {
    reader.note(
      'wrong operands',
      `Incorrect number of operands for operator or function; operator or function: ${called}, number of operands: ${operands.length}`,
    );
  }
  if (known.name !== 'size') return { condition: { kind: 'function', name: known.name, operands } };
  return { operand: { kind: 'size', operand: operands[0] ?? { kind: 'value', value: '' } } };
}
