import { policyJson } from '../iam/policy';

/** What callers may do through an endpoint. */
export interface EndpointStatement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * An endpoint policy that lets the principals of one account do what the statements say, and nobody else anything. The
 * account is a condition because endpoints of the type Gateway accept no principal but `*`.
 */
export function accountOnlyPolicy(accountId: string, statements: readonly EndpointStatement[]): string {
  return policyJson(
    statements.map((statement) => ({
      ...statement,
      Principal: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': accountId } },
    })),
  );
}

/**
 * An endpoint policy that lets anyone do what the statements say: for requests that no principal of the account signs.
 */
export function anyPrincipalPolicy(statements: readonly EndpointStatement[]): string {
  return policyJson(statements.map((statement) => ({ ...statement, Principal: '*' })));
}
