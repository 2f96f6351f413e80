import { type Operation } from './mesh-endpoint-operations';

/** Entry of `errors` as AppSync writes it. */
export interface ErrorEntry {
  readonly message: string;
  readonly errorType?: string | null;
  readonly path?: readonly (string | number)[] | null;
  readonly locations?: readonly unknown[] | null;
  readonly data?: unknown;
  readonly errorInfo?: unknown;
}

export interface GraphqlBody {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly ErrorEntry[];
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: GraphqlBody;
}

type Headings = Readonly<Record<string, string>>;
type Variables = Readonly<Record<string, unknown>>;

/** Calls a GraphQL endpoint by HTTP POST with an API key. */
export class MeshClient {
  constructor(
    readonly url: string,
    readonly apiKey: string,
  ) {}

  /** Posts any text and reads JSON back. */
  async post(text: string, headers: Headings = {}): Promise<HttpReply> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': this.apiKey, ...headers },
      body: text,
      signal: AbortSignal.timeout(30_000),
    });
    // Every reply of the endpoint is JSON of this form; a test that doubts it looks at the values.
    const body = (await response.json()) as GraphqlBody;
    return { status: response.status, headers: response.headers, body };
  }

  send(query: string, variables: Variables = {}, headers: Headings = {}): Promise<HttpReply> {
    return this.post(JSON.stringify({ query, variables }), headers);
  }

  /** The answer of an operation. @throws Error when there is an error entry. */
  async call<Answer>(operation: Operation<Answer>, variables: Variables = {}, headers: Headings = {}): Promise<Answer> {
    const { body } = await this.send(operation.document, variables, headers);
    if (body.errors !== undefined) throw new Error(`${operation.field}: ${JSON.stringify(body.errors)}`);
    // The operation selects exactly the fields of its answer's type.
    return body.data?.[operation.field] as Answer;
  }

  /** The whole reply of an operation that must fail. @throws Error when it does not. */
  async refused(operation: Operation<unknown>, variables: Variables = {}): Promise<Required<GraphqlBody>> {
    const { body } = await this.send(operation.document, variables);
    if (body.errors === undefined) throw new Error(`${operation.field} must fail, got ${JSON.stringify(body.data)}`);
    return { data: body.data ?? null, errors: body.errors };
  }

  /** The only error entry of an operation that must fail, as clients read it. */
  async refusal(
    operation: Operation<unknown>,
    variables: Variables = {},
  ): Promise<Pick<ErrorEntry, 'errorType' | 'message'>> {
    const { errors } = await this.refused(operation, variables);
    const [entry, ...others] = errors;
    if (entry === undefined || others.length > 0) throw new Error(`one error expected, got ${JSON.stringify(errors)}`);
    return { errorType: entry.errorType, message: entry.message };
  }
}
