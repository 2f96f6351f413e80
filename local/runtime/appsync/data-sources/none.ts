import type { DataSourceDriver } from '../api';
import { requestObject } from './request-object';

/** The `NONE` data source: `payload` of the request is the result. */
export function noneDriver(): DataSourceDriver {
  return { invoke: async (request) => Promise.resolve(requestObject(request).payload ?? null) };
}
