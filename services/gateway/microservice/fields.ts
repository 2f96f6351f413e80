/** What a field of a record may hold; a list of words is "one of these". */
export type FieldType =
  'text' | 'email' | 'integer' | 'amount' | 'boolean' | 'timestamp' | readonly [string, ...string[]];

/** Fields of a record by name, in the order in which they are shown. */
export type Fields = Readonly<Record<string, FieldType>>;

export type FieldValue = string | number | boolean;

/** Values of fields by name: all of a record's in a create and a replace, some in a change. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

const simpleTypes = {
  text: { type: 'string', maxLength: 10_000 },
  email: { type: 'string', format: 'email', maxLength: 254 },
  integer: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  // Two decimals of twelve digits are exact in a double.
  amount: { type: 'number', minimum: 0, maximum: 999_999_999_999.99, multipleOf: 0.01 },
  boolean: { type: 'boolean' },
  timestamp: { type: 'string', format: 'date-time' },
} as const;

/** Names that the service itself writes beside the fields of a record. */
const ownNames: ReadonlySet<string> = new Set(['id', 'created_at', 'pk', 'sk', 'revision']);
const fieldName = /^[a-z][a-z0-9_]{0,39}$/;
const maxFields = 40;

/** JSON Schema of a field's values. */
export function fieldSchema(type: FieldType): Readonly<Record<string, unknown>> {
  return typeof type === 'string' ? simpleTypes[type] : { type: 'string', enum: type };
}

/** Reads a JSON object of field names and types; `fault` is told everything that is wrong with it. */
export function parseFields(json: string, fault: (message: string) => void): Fields {
  const value = parseJson(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fault(`must be a JSON object of field names and types, got ${json === '' ? 'nothing' : json.slice(0, 80)}`);
    return {};
  }
  const fields: Record<string, FieldType> = {};
  const entries = Object.entries<unknown>({ ...value });
  if (entries.length < 1 || entries.length > maxFields) {
    fault(`must name 1 to ${maxFields} fields, got ${entries.length}`);
  }
  for (const [name, type] of entries) {
    if (!fieldName.test(name)) fault(`field names must match ${fieldName.source}, got ${name}`);
    if (ownNames.has(name)) fault(`${name} must not be one of ${[...ownNames].join(', ')}, the service's own names`);
    if (isFieldType(type)) fields[name] = type;
    else fault(`${name} must be ${Object.keys(simpleTypes).join(', ')} or a list of words, got ${show(type)}`);
  }
  return fields;
}

/** The value of a JSON text; undefined, which no JSON text has, when it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isFieldType(type: unknown): type is FieldType {
  if (typeof type === 'string') return Object.hasOwn(simpleTypes, type);
  if (!Array.isArray(type) || type.length === 0) return false;
  return type.every((word) => typeof word === 'string' && word !== '') && new Set(type).size === type.length;
}

function show(value: unknown): string {
  return JSON.stringify(value).slice(0, 80);
}
