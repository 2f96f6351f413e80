import { type Fields, fieldSchema } from './fields';

const detail = { type: 'object', properties: { detail: { type: 'string' } }, required: ['detail'] } as const;

const validationFaults = {
  type: 'object',
  properties: {
    detail: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          loc: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
          msg: { type: 'string' },
          type: { type: 'string' },
        },
        required: ['loc', 'msg', 'type'],
      },
    },
  },
  required: ['detail'],
} as const;

const message = { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] } as const;

const ifMatch = {
  type: 'object',
  properties: { 'if-match': { type: 'string', description: 'ETag of the revision that is to be changed' } },
} as const;

/** Records that one page of a list may hold, and holds unless told otherwise. */
const pageLimit = { default: 100, maximum: 1000 } as const;

export const healthSchema = {
  tags: ['health'],
  response: {
    200: {
      type: 'object',
      properties: {
        status: { type: 'string' },
        service: { type: 'string' },
        timestamp: { type: 'string' },
        version: { type: 'string' },
      },
      required: ['status', 'service', 'timestamp', 'version'],
    },
  },
} as const;

function propertiesOf(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, fieldSchema(type)]));
}

/** A body with all fields; other names in it are left out. */
export function recordBodySchema(fields: Fields) {
  return { ...partialBodySchema(fields), required: Object.keys(fields) };
}

function partialBodySchema(fields: Fields) {
  return { type: 'object', additionalProperties: false, properties: propertiesOf(fields) };
}

/** Request and response schemas of the routes over records with `fields`. */
export function recordSchemas(fields: Fields, idParameter: string) {
  const properties = propertiesOf(fields);
  const record = {
    type: 'object',
    // Nothing is required: the serializer would move it to the front, and a record written before a field was added
    // lacks that field.
    properties: {
      id: { type: 'integer' },
      ...Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, { type }])),
      created_at: { type: 'string' },
    },
  };
  const body = partialBodySchema(fields);
  const wholeBody = recordBodySchema(fields);
  const params = { type: 'object', properties: { [idParameter]: { type: 'integer' } }, required: [idParameter] };
  const faults = { 422: validationFaults, '5xx': detail };
  const ofOne = { params, tags: ['records'] };
  const change = { ...ofOne, headers: ifMatch };
  const changed = { 404: detail, 412: detail, ...faults };
  return {
    list: {
      tags: ['records'],
      querystring: {
        type: 'object',
        properties: {
          limit: { type: 'integer', minimum: 1, maximum: pageLimit.maximum, default: pageLimit.default },
          cursor: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER - 1, default: 0 },
        },
      },
      response: { 200: { type: 'array', items: record }, ...faults },
    },
    get: { ...ofOne, response: { 200: record, 404: detail, ...faults } },
    create: { tags: ['records'], body: wholeBody, response: { 201: record, ...faults } },
    replace: { ...change, body: wholeBody, response: { 200: record, ...changed } },
    modify: { ...change, body, response: { 200: record, ...changed } },
    remove: { ...change, response: { 200: message, ...changed } },
  };
}
