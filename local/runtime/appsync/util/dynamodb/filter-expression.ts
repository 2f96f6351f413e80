import { toAttributeValue, type AttributeValue } from './attribute-values';

/** A DynamoDB expression with its placeholders, as AppSync's requests carry it. */
export interface Expression {
  readonly expression: string;
  readonly expressionNames: Readonly<Record<string, string>>;
  readonly expressionValues: Readonly<Record<string, AttributeValue>>;
}

/** A filter object that names no valid expression. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
}

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ['eq', '='],
  ['ne', '<>'],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>='],
]);

const ATTRIBUTE_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['_null', 'NULL'],
  ['string', 'S'],
  ['stringSet', 'SS'],
  ['number', 'N'],
  ['numberSet', 'NS'],
  ['binary', 'B'],
  ['binarySet', 'BS'],
  ['boolean', 'BOOL'],
  ['list', 'L'],
  ['map', 'M'],
]);

/**
 * A filter object (`{ field: { operator: value } }`, groups by `and`, `or`, `not`) as a DynamoDB expression. Names of
 * placeholders and the placing of brackets are those the service answers: `#field`, `:field_operator`, groups numbered
 * (`:and_0_field_eq`).
 * @throws FilterError for an unknown operator, an operand of the wrong type, or a group that is not a list.
 */
export function toExpression(filter: unknown): Expression {
  const writer = new ExpressionWriter();
  const expression = writer.members(record(filter, 'a filter'), '').join(' AND ');
  return { expression, expressionNames: writer.names, expressionValues: writer.values };
}

class ExpressionWriter {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};

  /** One expression for each key of a filter object; `path` prefixes the names of values. */
  members(filter: Readonly<Record<string, unknown>>, path: string): readonly string[] {
    return Object.entries(filter).map(([key, value]) => {
      if (key === 'and' || key === 'or') return this.#group(key, value, path);
      if (key === 'not') return `(NOT ${grouped(this.members(record(value, 'not'), `${path}not_`), 'AND')})`;
      return this.#field(key, value, path);
    });
  }

  #group(key: 'and' | 'or', members: unknown, path: string): string {
    if (!Array.isArray(members)) throw new FilterError(`${key} must hold a list of filters, got ${kindOf(members)}`);
    const parts = members.map((member: unknown, index) =>
      this.members(record(member, `${key}[${index}]`), `${path}${key}_${index}_`).join(' AND '),
    );
    return grouped(parts, key.toUpperCase());
  }

  #field(field: string, operators: unknown, path: string): string {
    this.names[`#${field}`] = field;
    return this.#operators(`#${field}`, operators, `${path}${field}_`, field);
  }

  /** All operators of one operand, joined by AND; `operand` is a name or `size(name)`. */
  #operators(operand: string, operators: unknown, path: string, field: string): string {
    const parts = Object.entries(record(operators, `field ${field}`)).map(([operator, value]) =>
      operator === 'size'
        ? this.#operators(`size(#${field})`, value, `${path}size_`, field)
        : `(${this.#condition(operand, operator, value, `:${path}${operator}`)})`,
    );
    return grouped(parts, 'AND');
  }

  #condition(operand: string, operator: string, value: unknown, placeholder: string): string {
    const sign = COMPARISONS.get(operator);
    if (sign !== undefined) return `${operand} ${sign} ${this.#bind(placeholder, value)}`;
    switch (operator) {
      case 'contains':
        return `contains(${operand},${this.#bind(placeholder, value)})`;
      case 'notContains':
        return `NOT contains(${operand},${this.#bind(placeholder, value)})`;
      case 'beginsWith':
        return `begins_with(${operand},${this.#bind(placeholder, value)})`;
      case 'between':
        return this.#between(operand, value, placeholder);
      case 'in':
        return this.#in(operand, value, placeholder);
      case 'attributeExists':
        if (typeof value !== 'boolean')
          throw new FilterError(`attributeExists must be a boolean, got ${kindOf(value)}`);
        return `${value ? 'attribute_exists' : 'attribute_not_exists'}(${operand})`;
      case 'attributeType': {
        const type = ATTRIBUTE_TYPES.get(value);
        if (type !== undefined) return `attribute_type(${operand},${this.#bind(placeholder, type)})`;
        throw new FilterError(
          `attributeType must be one of ${[...ATTRIBUTE_TYPES.keys()].join(', ')}, got ${JSON.stringify(value)}`,
        );
      }
      default:
        throw new FilterError(
          `unknown operator ${operator}; allowed are ${[...COMPARISONS.keys()].join(', ')}, between, in, beginsWith, ` +
            'contains, notContains, attributeExists, attributeType, size',
        );
    }
  }

  #between(operand: string, bounds: unknown, placeholder: string): string {
    if (!Array.isArray(bounds) || bounds.length < 2) {
      throw new FilterError(`between must hold a list of two values, got ${JSON.stringify(bounds)}`);
    }
    const [start, end] = bounds as readonly unknown[];
    return `${operand} BETWEEN ${this.#bind(`${placeholder}_start`, start)} AND ${this.#bind(`${placeholder}_end`, end)}`;
  }

  #in(operand: string, values: unknown, placeholder: string): string {
    if (!Array.isArray(values)) throw new FilterError(`in must hold a list of values, got ${kindOf(values)}`);
    const names = values.map((value, index) => this.#bind(`${placeholder}_${index}`, value));
    // The service answers this word for an empty list; DynamoDB then refuses the expression.
    if (names.length === 0) return 'null';
    return `${operand} IN (${names.join(', ')})`;
  }

  #bind(placeholder: string, value: unknown): string {
    this.values[placeholder] = toAttributeValue(value);
    return placeholder;
  }
}

/** Parts joined by `joiner`, in brackets when there are several. */
function grouped(parts: readonly string[], joiner: string): string {
  const joined = parts.join(` ${joiner} `);
  return parts.length > 1 ? `(${joined})` : joined;
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new FilterError(`${what} must be an object, got ${kindOf(value)}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}
