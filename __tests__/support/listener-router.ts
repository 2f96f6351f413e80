import { type SynthesizedStack } from './synthesized-stack';

interface Action {
  readonly type: string;
  readonly target_group_arn?: string;
  readonly forward?: { readonly target_group: readonly { readonly arn: string; readonly weight: number }[] };
  readonly fixed_response?: {
    readonly status_code: string;
    readonly content_type: string;
    readonly message_body: string;
  };
}

interface Condition {
  readonly host_header?: { readonly values: readonly string[] };
  readonly path_pattern?: { readonly values: readonly string[] };
  readonly http_header?: { readonly http_header_name: string; readonly values: readonly string[] };
}

interface Rule {
  readonly priority: number;
  readonly condition: readonly Condition[];
  readonly action: readonly Action[];
}

/** What a listener does with a request: the name of the target group it goes to, or the answer it gives. */
export type Routed = string | { readonly status: number; readonly body: unknown };

/** `*` stands for any characters, `?` for one; everything else for itself. */
function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}

/** Applies the synthesized rules of the HTTPS listener of a stack's application load balancer. */
export class ListenerRouter {
  readonly #stack: SynthesizedStack;
  readonly #rules: readonly Rule[];

  constructor(stack: SynthesizedStack) {
    this.#stack = stack;
    // The shape is what the provider's schema gives to listener rules.
    this.#rules = stack
      .all('aws_lb_listener_rule')
      .map((rule) => rule as unknown as Rule)
      .sort((one, other) => one.priority - other.priority);
  }

  /** @param headers by lower-case name */
  route(path: string, headers: Readonly<Record<string, string>> = {}): Routed {
    const rule = this.#rules.find(({ condition }) => condition.every((one) => fits(one, path, headers)));
    const [listener] = this.#stack.all('aws_lb_listener').filter(({ protocol }) => protocol === 'HTTPS') as unknown as {
      default_action: Action[];
    }[];
    const [action] = rule?.action ?? listener?.default_action ?? [];
    if (action?.fixed_response) {
      const { status_code, message_body } = action.fixed_response;
      return { status: Number(status_code), body: JSON.parse(message_body) as unknown };
    }
    const chosen = action?.forward?.target_group.find(({ weight }) => weight > 0)?.arn ?? action?.target_group_arn;
    const address = /^\$\{aws_lb_target_group\.(\w+)\.arn\}$/.exec(chosen ?? '')?.[1];
    if (address === undefined) throw new Error(`an action of type ${String(action?.type)} leads nowhere`);
    return String(this.#stack.only('aws_lb_target_group', address).name);
  }
}

function fits(
  { host_header, path_pattern, http_header }: Condition,
  path: string,
  headers: Readonly<Record<string, string>>,
): boolean {
  if (host_header) return host_header.values.some((pattern) => glob(pattern).test(headers.host ?? ''));
  if (path_pattern) return path_pattern.values.some((pattern) => glob(pattern).test(path));
  if (!http_header) throw new Error('a rule has a condition of another kind');
  const value = headers[http_header.http_header_name.toLowerCase()];
  return value !== undefined && http_header.values.some((pattern) => glob(pattern).test(value));
}
