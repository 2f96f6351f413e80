import { type PolicyStatement } from '../iam/policy';

/** The statements without those that say the same again, in their order. */
export function distinctStatements(statements: readonly PolicyStatement[]): readonly PolicyStatement[] {
  return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
}
