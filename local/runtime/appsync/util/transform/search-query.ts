type Clause = Readonly<Record<string, unknown>>;

/**
 * A filter object as an OpenSearch query (`util.transform.toElasticsearchQueryDSL`): fields and their operators are
 * joined by `must`, `and` and `or` by `must` and `should`, `not` by `must_not`.
 * @throws Error for an unknown operator or an operand of the wrong type.
 */
export function toSearchQuery(query: object): Clause {
  return joined(
    'must',
    Object.entries(query).map(([key, value]: readonly [string, unknown]) => clauseOf(key, value)),
  );
}

function clauseOf(key: string, value: unknown): Clause {
  switch (key) {
    case 'and':
      return { bool: { must: listOf(key, value).map(toSearchQuery) } };
    case 'or':
      return { bool: { should: listOf(key, value).map(toSearchQuery) } };
    case 'not':
      return { bool: { must_not: toSearchQuery(objectOf(key, value)) } };
    default:
      return fieldClause(key, objectOf(key, value));
  }
}

function fieldClause(field: string, operators: object): Clause {
  const clauses = Object.entries(operators).map(([operator, value]: readonly [string, unknown]) =>
    operatorClause(field, operator, value),
  );
  return joined('must', clauses);
}

function operatorClause(field: string, operator: string, value: unknown): Clause {
  switch (operator) {
    case 'eq':
      return { term: { [field]: value } };
    case 'ne':
      return { bool: { must_not: { term: { [field]: value } } } };
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { range: { [field]: { [operator]: value } } };
    case 'range': {
      const [gte, lte] = listOf(`${field}.range`, value);
      return { range: { [field]: { gte, lte } } };
    }
    case 'match':
    case 'wildcard':
    case 'regexp':
      return { [operator]: { [field]: value } };
    case 'matchPhrase':
      return { match_phrase: { [field]: value } };
    case 'matchPhrasePrefix':
      return { match_phrase_prefix: { [field]: value } };
    case 'multiMatch':
      return { multi_match: { fields: [field], query: value } };
    case 'exists':
      return value === false ? { bool: { must_not: { exists: { field } } } } : { exists: { field } };
    default:
      throw new Error(
        `util.transform.toElasticsearchQueryDSL: unknown operator ${operator} of field ${field}; allowed are eq, ne, ` +
          'gt, gte, lt, lte, range, match, matchPhrase, matchPhrasePrefix, multiMatch, wildcard, regexp, exists',
      );
  }
}

/** Several clauses under one `bool`; a single clause stays as it is. */
function joined(occurrence: 'must', clauses: readonly Clause[]): Clause {
  const [only, ...others] = clauses;
  return only !== undefined && others.length === 0 ? only : { bool: { [occurrence]: clauses } };
}

function objectOf(where: string, value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error(`util.transform.toElasticsearchQueryDSL: ${where} must be an object, got ${JSON.stringify(value)}`);
}

function listOf(where: string, value: unknown): readonly object[] {
  if (Array.isArray(value)) return value as readonly object[];
  throw new Error(`util.transform.toElasticsearchQueryDSL: ${where} must be a list, got ${JSON.stringify(value)}`);
}
