import { invalidRequest, isRequestObject, type RequestObject } from '../request-object';

/** One attribute value in the JSON of DynamoDB's API. */
export type WireValue = RequestObject;
export type WireItem = Readonly<Record<string, WireValue>>;

/** Attribute values as resolver code gives them: numbers may be numbers where the API wants text. */
export function toWireItem(values: RequestObject, field: string): WireItem {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, toWire(value, `${field}.${name}`)] as const),
  );
}

function toWire(value: unknown, field: string): WireValue {
  const [entry, ...more] = isRequestObject(value) ? Object.entries(value) : [];
  if (entry === undefined || more.length > 0) {
    throw invalidRequest(`Value for field '$[${field}]' must be a typed value such as { S: 'text' }.`);
  }
  const [type, content] = entry;
  switch (type) {
    case 'S':
    case 'B':
      return { [type]: String(content) };
    case 'N':
      return { N: String(content) };
    case 'BOOL':
      return { BOOL: content === true || content === 'true' };
    case 'NULL':
      return { NULL: true };
    case 'SS':
    case 'NS':
    case 'BS':
      return { [type]: list(content, field).map(String) };
    case 'L':
      return { L: list(content, field).map((item, index) => toWire(item, `${field}[${index}]`)) };
    case 'M':
      if (isRequestObject(content)) return { M: toWireItem(content, field) };
      break;
  }
  throw invalidRequest(`Value for field '$[${field}]' has no known type, got ${type}.`);
}

function list(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalidRequest(`Value for field '$[${field}]' must be a list.`);
}

/** An item as resolver code sees it: plain values, sets as lists, binary as base64; null for no item. */
export function fromWireItem(item: unknown): Readonly<Record<string, unknown>> | null {
  if (!isRequestObject(item)) return null;
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromWire(value)] as const));
}

function fromWire(value: unknown): unknown {
  const [entry] = isRequestObject(value) ? Object.entries(value) : [];
  if (entry === undefined) return null;
  const [type, content] = entry;
  switch (type) {
    case 'N':
      return Number(content);
    case 'NULL':
      return null;
    case 'NS':
      return Array.isArray(content) ? content.map(Number) : [];
    case 'L':
      return Array.isArray(content) ? content.map(fromWire) : [];
    case 'M':
      return fromWireItem(content);
    default:
      return content;
  }
}
