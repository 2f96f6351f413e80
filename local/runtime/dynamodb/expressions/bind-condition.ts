import { type DynamodbError, validationError } from '../dynamodb-error';
import { attributeTypes, describeValue, typeOf, type AttributeValue } from '../values/attribute-value';
import { compareValues } from '../values/comparison';
import { type Placeholders } from './placeholders';
import { type Condition, type ConditionFunction, type Operand, type Path } from './syntax';

export type BoundOperand = Operand<AttributeValue>;
export type BoundCondition = Condition<AttributeValue>;

const ordered = new Set(['S', 'N', 'B']);
const sizeless = new Set(['N', 'BOOL', 'NULL']);

/** A path as DynamoDB's messages show it: `[a, [0], b]`. */
export function describePath(path: Path): string {
  return `[${path.map((element) => (typeof element === 'number' ? `[${element}]` : element)).join(', ')}]`;
}

/**
 * Puts names and values in the place of placeholders and refuses operands that can never be right.
 * @throws DynamodbError `ValidationException` with the service's message
 */
export function bindCondition(
  parameter: string,
  condition: Condition<string>,
  placeholders: Placeholders,
): BoundCondition {
  const fail = (message: string): DynamodbError => validationError(`Invalid ${parameter}: ${message}`);
  const wrongType = (operator: string, value: AttributeValue): DynamodbError =>
    fail(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(value)}`,
    );

  const bindOperand = (operand: Operand<string>): BoundOperand => {
    if (operand.kind === 'path') return { kind: 'path', path: placeholders.path(parameter, operand.path) };
    if (operand.kind === 'value') return { kind: 'value', value: placeholders.value(parameter, operand.value) };
    const measured = bindOperand(operand.operand);
    if (measured.kind === 'value' && sizeless.has(typeOf(measured.value))) throw wrongType('size', measured.value);
    return { kind: 'size', operand: measured };
  };

  const requireOrdered = (operator: string, operands: readonly BoundOperand[]): void => {
    for (const operand of operands) {
      if (operand.kind === 'value' && !ordered.has(typeOf(operand.value))) throw wrongType(operator, operand.value);
    }
  };

  const requireDistinct = (operator: string, first: BoundOperand, rest: readonly BoundOperand[]): void => {
    if (first.kind !== 'path') return;
    const path = describePath(first.path);
    if (!rest.some((operand) => operand.kind === 'path' && describePath(operand.path) === path)) return;
    throw fail(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${path}`,
    );
  };

  const requireBounds = (low: BoundOperand, high: BoundOperand): void => {
    if (low.kind !== 'value' || high.kind !== 'value') return;
    const order = compareValues(low.value, high.value);
    const bounds = `lower bound operand: AttributeValue: ${describeValue(low.value)}, upper bound operand: AttributeValue: ${describeValue(high.value)}`;
    if (order === undefined) {
      throw fail(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
    }
    if (order > 0) {
      throw fail(`The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`);
    }
  };

  const requireArguments = (name: ConditionFunction, operands: readonly BoundOperand[]): void => {
    const [first, second] = operands;
    if ((name === 'attribute_exists' || name === 'attribute_not_exists') && first?.kind !== 'path') {
      throw fail(`Operator or function requires a document path; operator or function: ${name}`);
    }
    if (name === 'begins_with') {
      for (const operand of operands) {
        if (operand.kind === 'value' && operand.value.S === undefined && operand.value.B === undefined) {
          throw wrongType(name, operand.value);
        }
      }
    }
    if (name === 'attribute_type') {
      if (second?.kind !== 'value' || second.value.S === undefined) {
        throw second?.kind === 'value'
          ? wrongType(name, second.value)
          : fail(`Incorrect operand type for operator or function; operator or function: ${name}`);
      }
      const type = second.value.S;
      if (!attributeTypes.some((known) => known === type)) {
        throw fail(`Invalid attribute type name found; type: ${type}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`);
      }
    }
    if (first && second) requireDistinct(name, first, [second]);
  };

  const bind = (node: Condition<string>): BoundCondition => {
    switch (node.kind) {
      case 'and':
      case 'or':
        return { kind: node.kind, left: bind(node.left), right: bind(node.right) };
      case 'not':
        return { kind: 'not', condition: bind(node.condition) };
      case 'compare': {
        const [left, right] = [bindOperand(node.left), bindOperand(node.right)];
        if (node.comparator !== '=' && node.comparator !== '<>') requireOrdered(node.comparator, [left, right]);
        requireDistinct(node.comparator, left, [right]);
        return { ...node, left, right };
      }
      case 'between': {
        const operand = bindOperand(node.operand);
        const [low, high] = [bindOperand(node.low), bindOperand(node.high)];
        requireOrdered('BETWEEN', [operand, low, high]);
        requireDistinct('BETWEEN', operand, [low, high]);
        requireBounds(low, high);
        return { kind: 'between', operand, low, high };
      }
      case 'in': {
        const operand = bindOperand(node.operand);
        const choices = node.choices.map(bindOperand);
        requireDistinct('IN', operand, choices);
        return { kind: 'in', operand, choices };
      }
      case 'function': {
        const operands = node.operands.map(bindOperand);
        requireArguments(node.name, operands);
        return { kind: 'function', name: node.name, operands };
      }
    }
  };
  return bind(condition);
}

/** Calls `visit` with every path of the condition. */
export function visitPaths(condition: BoundCondition, visit: (path: Path) => void): void {
  const visitOperand = (operand: BoundOperand): void => {
    if (operand.kind === 'path') visit(operand.path);
    else if (operand.kind === 'size') visitOperand(operand.operand);
  };
  switch (condition.kind) {
    case 'and':
    case 'or':
      visitPaths(condition.left, visit);
      visitPaths(condition.right, visit);
      break;
    case 'not':
      visitPaths(condition.condition, visit);
      break;
    case 'compare':
      [condition.left, condition.right].forEach(visitOperand);
      break;
    case 'between':
      [condition.operand, condition.low, condition.high].forEach(visitOperand);
      break;
    case 'in':
      [condition.operand, ...condition.choices].forEach(visitOperand);
      break;
    case 'function':
      condition.operands.forEach(visitOperand);
  }
}
