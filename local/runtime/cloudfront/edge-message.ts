import { type Readable } from 'node:stream';
import { type HeaderList } from './header-list';

/** A viewer's request within the edge, as functions may change it. */
export interface EdgeRequest {
  readonly method: string;
  /** Path, percent-encoded as it came. */
  readonly uri: string;
  /** Without `?`. */
  readonly query: string;
  readonly headers: HeaderList;
  readonly clientIp: string;
  readonly clientPort: number;
  /** Undefined when the request has none. */
  readonly body?: Readable | Buffer;
}

/** A response within the edge. */
export interface EdgeResponse {
  readonly status: number;
  readonly statusText?: string;
  readonly headers: HeaderList;
  /** Undefined when there is none, as for HEAD. */
  readonly body?: Readable | Buffer;
}

export function isCacheableMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}
