/** What a request must be for a rule to hold. Within one condition any value is enough. */
export type Condition =
  | { readonly kind: 'path-pattern'; readonly values: readonly string[] }
  | { readonly kind: 'host-header'; readonly values: readonly string[] }
  | { readonly kind: 'http-header'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'http-request-method'; readonly values: readonly string[] }
  | {
      readonly kind: 'query-string';
      readonly values: readonly { readonly key?: string; readonly value: string }[];
    }
  | { readonly kind: 'source-ip'; readonly values: readonly string[] };

export interface WeightedGroup {
  readonly arn: string;
  /** 0 to 999. */
  readonly weight: number;
}

export interface Redirect {
  /** `#{protocol}`, `HTTP` or `HTTPS`. */
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
  readonly status: 301 | 302;
}

export type Action =
  | { readonly kind: 'forward'; readonly groups: readonly WeightedGroup[] }
  | {
      readonly kind: 'fixed-response';
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    }
  | { readonly kind: 'redirect'; readonly redirect: Redirect }
  /** One that does not run on this machine; `type` is the deployed one, such as `authenticate-oidc`. */
  | { readonly kind: 'unsupported'; readonly type: string };

/** Listener rule: its action is taken when all conditions hold. A default rule has none. */
export interface Rule {
  readonly conditions: readonly Condition[];
  readonly action: Action;
}

/** What rules look at. */
export interface RoutedRequest {
  readonly method: string;
  /** Value of the `Host` header without port, as it came. */
  readonly host: string;
  /** As it came: not decoded, without query. */
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly query: string;
  /** Name, value, name, value, as they came. */
  readonly rawHeaders: readonly string[];
  readonly sourceIp: string;
}
