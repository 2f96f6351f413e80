import type { SubscriptionFilter } from '@aws-appsync/utils';

/** One comparison of a field; the operator is not checked here, as in the service: `setSubscriptionFilter` is the judge. */
interface FieldFilter {
  readonly fieldName: string;
  readonly operator: string;
  readonly value: unknown;
}

type Conjunction = readonly FieldFilter[];

/**
 * `util.transform.toSubscriptionFilter`: alternatives multiplied out into groups (groups OR, filters of a group AND).
 * Alternatives are the operators of one field, the members of `or`, and the rules. Fields in `ignoredFields` are left
 * out at every depth of the filter, not of the rules. Gives null when `filter` is no object.
 */
export function toSubscriptionFilter(
  filter: unknown,
  ignoredFields: readonly string[] = [],
  rules: Readonly<Record<string, unknown>> = {},
): SubscriptionFilter | null {
  if (!isRecord(filter)) return null;
  const ignored = new Set(ignoredFields);
  const ruleAlternatives = Object.entries(rules).flatMap(([field, operators]) => comparisons(field, operators));
  const groups = combined([conjunctions(filter, ignored), ruleAlternatives]).filter((group) => group.length > 0);
  // The operators are the caller's text; the published type lists those that a subscription accepts.
  return { filterGroup: groups.map((filters) => ({ filters })) } as unknown as SubscriptionFilter;
}

/** A filter object as a list of alternatives; one empty alternative means "no restriction". */
function conjunctions(filter: Readonly<Record<string, unknown>>, ignored: ReadonlySet<string>): readonly Conjunction[] {
  const factors = Object.entries(filter).map(([key, value]) => {
    if (key === 'and') return combined(members(value).map((member) => conjunctions(member, ignored)));
    if (key === 'or') return members(value).flatMap((member) => conjunctions(member, ignored).filter(isRestriction));
    return ignored.has(key) ? [] : comparisons(key, value);
  });
  return combined(factors);
}

/** The alternatives of a field: one for each operator. */
function comparisons(fieldName: string, operators: unknown): readonly Conjunction[] {
  if (!isRecord(operators)) return [];
  return Object.entries(operators).map(([operator, value]) => [{ fieldName, operator, value }]);
}

/** Every way to take one alternative of each factor; a factor without alternatives restricts nothing. */
function combined(factors: readonly (readonly Conjunction[])[]): readonly Conjunction[] {
  return factors
    .filter((alternatives) => alternatives.length > 0)
    .reduce<readonly Conjunction[]>(
      (groups, alternatives) => groups.flatMap((group) => alternatives.map((more) => [...group, ...more])),
      [[]],
    );
}

function members(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRestriction(group: Conjunction): boolean {
  return group.length > 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
