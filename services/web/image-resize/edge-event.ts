/** Headers as CloudFront hands them to a function: by lower-case name. */
export type EdgeHeaders = Record<string, { readonly key?: string; readonly value: string }[]>;

export interface EdgeRequest {
  readonly method: string;
  /** Path, percent-encoded as the viewer sent it. */
  readonly uri: string;
  /** Without `?`. */
  readonly querystring: string;
}

/** Answer of the origin; with a `body` it is the function's own. */
export interface EdgeResponse {
  /** A number as text. */
  status: string;
  statusDescription?: string;
  headers: EdgeHeaders;
  body?: string;
  bodyEncoding?: 'base64' | 'text';
}

/** What CloudFront calls an origin-response function with ("Lambda@Edge event structure" of its guide). */
export interface OriginResponseEvent {
  readonly Records: readonly [{ readonly cf: { readonly request: EdgeRequest; readonly response: EdgeResponse } }];
}
