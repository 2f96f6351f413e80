/** One statement of an IAM policy in the words of IAM; actions and resources are never empty. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect?: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy document as JSON. A statement without `Effect` allows. */
export function policyJson(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ Sid, Effect = 'Allow', ...rest }) => ({ ...(Sid && { Sid }), Effect, ...rest })),
  });
}

/** Resources as a statement names them: one by itself, several as a list. */
export function oneOrAll(resources: readonly string[]): string | readonly string[] {
  const [first, ...others] = resources;
  return first !== undefined && others.length === 0 ? first : resources;
}
