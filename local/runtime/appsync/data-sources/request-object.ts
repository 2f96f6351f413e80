import { DataSourceError } from '../data-source-error';

export type RequestObject = Readonly<Record<string, unknown>>;

/** The type of an error that says that a request handler returned something no data source can run. */
export const INVALID_REQUEST = 'MappingTemplate';

export function isRequestObject(value: unknown): value is RequestObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that must be an object, as `$[key]` names it. */
export function objectField(request: RequestObject, name: string): RequestObject {
  const value = request[name];
  if (value === undefined || value === null) throw invalidRequest(`Value for field '$[${name}]' not found.`);
  if (isRequestObject(value)) return value;
  throw invalidRequest(`Value for field '$[${name}]' must be an object, got ${kindOf(value)}.`);
}

/** A field that must be a string. */
export function textField(request: RequestObject, name: string): string {
  const value = request[name];
  if (value === undefined || value === null) throw invalidRequest(`Value for field '$[${name}]' not found.`);
  if (typeof value === 'string') return value;
  throw invalidRequest(`Value for field '$[${name}]' must be a string, got ${kindOf(value)}.`);
}

/** A field that must be a list of objects with at least one entry. */
export function listField(request: RequestObject, name: string): readonly RequestObject[] {
  const value = request[name];
  if (value === undefined || value === null) throw invalidRequest(`Value for field '$[${name}]' not found.`);
  if (Array.isArray(value) && value.length > 0 && value.every(isRequestObject)) return value;
  throw invalidRequest(`Value for field '$[${name}]' must be a list of one or more objects.`);
}

/** What a request handler returned, which must be an object. */
export function requestObject(request: unknown): RequestObject {
  if (isRequestObject(request)) return request;
  throw invalidRequest(`A request handler must return an object, got ${kindOf(request)}.`);
}

export function invalidRequest(message: string): DataSourceError {
  return new DataSourceError(INVALID_REQUEST, message);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
