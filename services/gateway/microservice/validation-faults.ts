import { type FastifySchemaValidationError } from 'fastify';

/** One fault of a request, in the shape that FastAPI's clients know. */
export interface ValidationFault {
  /** Where: `body`, `path`, `query` or `header`, then the name. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  /** Stable name of the kind of fault. */
  readonly type: string;
}

const places: Readonly<Record<string, string>> = { params: 'path', querystring: 'query', headers: 'header' };

/** The faults that Ajv found in the `context` (body, params, querystring, headers) of a request. */
export function validationFaults(
  errors: readonly FastifySchemaValidationError[],
  context: string,
): readonly ValidationFault[] {
  const place = places[context] ?? context;
  return errors.map(({ keyword, instancePath, params, message = 'Invalid value' }) => {
    const loc = [place, ...instancePath.split('/').slice(1)];
    if (keyword === 'required') {
      return { loc: [...loc, String(params.missingProperty)], msg: 'Field required', type: 'missing' };
    }
    // A path or query holds text, so there the text is at fault and not the type.
    return { loc, ...(describe(keyword, params, place !== 'body') ?? { msg: message, type: 'value_error' }) };
  });
}

function describe(
  keyword: string,
  params: Readonly<Record<string, unknown>>,
  isText: boolean,
): Omit<ValidationFault, 'loc'> | undefined {
  const limit = String(params.limit);
  switch (keyword) {
    case 'type':
      return describeType(String(params.type), isText);
    case 'format':
      return params.format === 'email'
        ? { msg: 'value is not a valid email address', type: 'value_error' }
        : { msg: 'Input should be a valid datetime', type: 'datetime_parsing' };
    case 'enum': {
      const words = Array.isArray(params.allowedValues) ? params.allowedValues.map((word) => `'${String(word)}'`) : [];
      const last = words.pop() ?? '';
      const list = words.length > 0 ? `${words.join(', ')} or ${last}` : last;
      return { msg: `Input should be ${list}`, type: 'literal_error' };
    }
    case 'minimum':
      return { msg: `Input should be greater than or equal to ${limit}`, type: 'greater_than_equal' };
    case 'maximum':
      return { msg: `Input should be less than or equal to ${limit}`, type: 'less_than_equal' };
    case 'multipleOf':
      return { msg: `Input should be a multiple of ${String(params.multipleOf)}`, type: 'multiple_of' };
    case 'maxLength':
      return { msg: `String should have at most ${limit} characters`, type: 'string_too_long' };
    default:
      return undefined;
  }
}

function describeType(type: string, isText: boolean): Omit<ValidationFault, 'loc'> {
  switch (type) {
    case 'string':
      return { msg: 'Input should be a valid string', type: 'string_type' };
    case 'integer':
      return isText
        ? { msg: 'Input should be a valid integer, unable to parse string as an integer', type: 'int_parsing' }
        : { msg: 'Input should be a valid integer', type: 'int_type' };
    case 'number':
      return { msg: 'Input should be a valid number', type: 'float_type' };
    case 'boolean':
      return { msg: 'Input should be a valid boolean', type: 'bool_type' };
    default:
      return { msg: 'Input should be a valid dictionary', type: 'dict_type' };
  }
}
