import { type Attributes, RefusedError, type Value, isAttributes, isList } from '../knowledge';
import { blocks, text, texts } from './attributes';
import { valueFromText } from './json';
import { refusal } from './rules';

export interface PolicyDocument {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly Attributes[];
}

function oneOrMany(values: readonly string[]): Value {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : [...values].sort().reverse();
}

function principals(statement: Attributes, block: string): Value | undefined {
  const given = blocks(statement, block);
  if (given.length === 0) return undefined;
  if (given.some((principal) => text(principal, 'type') === '*')) return '*';
  const types = [...new Set(given.map((principal) => text(principal, 'type') ?? ''))];
  return Object.fromEntries(
    types.map((type) => [
      type,
      oneOrMany(
        given
          .filter((principal) => text(principal, 'type') === type)
          .flatMap((principal) => texts(principal, 'identifiers')),
      ),
    ]),
  );
}

function conditions(statement: Attributes): Value | undefined {
  const result: Record<string, Record<string, Value>> = {};
  for (const condition of blocks(statement, 'condition')) {
    const test = text(condition, 'test') ?? '';
    result[test] = { ...result[test], [text(condition, 'variable') ?? '']: oneOrMany(texts(condition, 'values')) };
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** One `statement` block as a policy statement; absent fields stay out. */
function policyStatement(statement: Attributes): Attributes {
  const named: readonly (readonly [string, Value | undefined])[] = [
    ['Sid', text(statement, 'sid')],
    ['Effect', text(statement, 'effect') ?? 'Allow'],
    ...(
      [
        ['Action', 'actions'],
        ['NotAction', 'not_actions'],
        ['Resource', 'resources'],
        ['NotResource', 'not_resources'],
      ] as const
    ).map(([field, attribute]): [string, Value | undefined] => {
      const values = texts(statement, attribute);
      return [field, values.length === 0 ? undefined : oneOrMany(values)];
    }),
    ['Principal', principals(statement, 'principals')],
    ['NotPrincipal', principals(statement, 'not_principals')],
    ['Condition', conditions(statement)],
  ];
  return Object.fromEntries(named.flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])));
}

/** The statements of policy documents given as JSON. */
function statementsIn(config: Attributes, attribute: string): readonly Attributes[] {
  return texts(config, attribute).flatMap((json, index) => {
    const document = parsed(json, attribute, index);
    const statements = isAttributes(document) ? (document.Statement ?? null) : null;
    if (isList(statements)) return statements.filter(isAttributes);
    return isAttributes(statements) ? [statements] : [];
  });
}

function parsed(json: string, attribute: string, index: number): Value {
  try {
    return valueFromText(json);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new RefusedError(refusal([attribute, index], `invalid policy document JSON in ${attribute}`, detail));
  }
}

/** Statements of `others` take the place of those with the same Sid, the rest is added. */
function overridden(statements: readonly Attributes[], others: readonly Attributes[]): readonly Attributes[] {
  const result = [...statements];
  for (const other of others) {
    const place = other.Sid === undefined ? -1 : result.findIndex(({ Sid }) => Sid === other.Sid);
    if (place === -1) result.push(other);
    else result[place] = other;
  }
  return result;
}

/**
 * The policy that an `aws_iam_policy_document` describes.
 * @throws RefusedError when a source or override is not JSON, or two source statements share a Sid.
 */
export function policyDocumentOf(config: Attributes): PolicyDocument {
  const own = blocks(config, 'statement').map(policyStatement);
  const sources = statementsIn(config, 'source_policy_documents');
  const sids = sources.flatMap(({ Sid }) => (typeof Sid === 'string' && Sid !== '' ? [Sid] : []));
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice !== undefined) throw new RefusedError(refusal(['source_policy_documents'], `duplicate Sid (${twice})`));
  const id = text(config, 'policy_id');
  return {
    Version: text(config, 'version') ?? '2012-10-17',
    ...(id === undefined ? {} : { Id: id }),
    Statement: overridden(overridden(sources, own), statementsIn(config, 'override_policy_documents')),
  };
}
