import { type Value } from '../knowledge';
import { parseArn } from './arn';
import { type Rule } from './rules';

/**
 * Where a policy is attached decides its grammar: to an identity (no principal), to a role as its trust policy
 * (principal, no resource), to a resource (principal and resource) or to an image repository (principal, no resource).
 */
export type PolicyKind = 'identity' | 'trust' | 'resource' | 'repository';

const statementFields = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);
const syntaxError = 'MalformedPolicyDocument: Syntax errors in policy.';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string or a list of strings, as a list; `undefined` when it is neither. */
function stringsOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((element) => typeof element === 'string') ? value : undefined;
}

function actionProblem(statement: Readonly<Record<string, unknown>>, kind: PolicyKind): string | undefined {
  const { Action, NotAction } = statement;
  if (Action === undefined && NotAction === undefined)
    return 'MalformedPolicyDocument: Policy statement must contain actions.';
  if (Action !== undefined && NotAction !== undefined) return syntaxError;
  const actions = stringsOf(Action ?? NotAction);
  if (actions === undefined) return syntaxError;
  if (actions.length === 0) return 'MalformedPolicyDocument: Policy statement must contain actions.';
  if (actions.some((action) => action !== '*' && !/^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/.test(action))) {
    return 'MalformedPolicyDocument: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  }
  if (kind === 'trust' && actions.some((action) => !/^(sts:|\*$)/i.test(action))) {
    return 'MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions.';
  }
  return undefined;
}

function resourceProblem(statement: Readonly<Record<string, unknown>>, kind: PolicyKind): string | undefined {
  const { Resource, NotResource } = statement;
  const given = Resource ?? NotResource;
  if (kind === 'trust' || kind === 'repository')
    return given === undefined ? undefined : 'MalformedPolicyDocument: Has prohibited field Resource';
  if (given === undefined) return 'MalformedPolicyDocument: Policy statement must contain resources.';
  if (Resource !== undefined && NotResource !== undefined) return syntaxError;
  const resources = stringsOf(given);
  if (resources === undefined) return syntaxError;
  if (resources.length === 0) return 'MalformedPolicyDocument: Policy statement must contain resources.';
  const wrong = resources.find((resource) => resource !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+/.test(resource));
  return wrong === undefined ? undefined : `MalformedPolicyDocument: Resource ${wrong} must be in ARN format or "*".`;
}

function principalValueProblem(type: string, value: string): string | undefined {
  const wrong = `MalformedPolicyDocument: Invalid principal in policy: "${type}":"${value}"`;
  if (value === '*') return type === 'Service' ? wrong : undefined;
  if (type === 'AWS') {
    return parseArn(value) !== undefined || /^\d{12}$/.test(value) || /^A[A-Z0-9]{15,}$/.test(value)
      ? undefined
      : wrong;
  }
  if (type === 'Service')
    return /^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/.test(value) ? undefined : wrong;
  return undefined;
}

function principalProblem(statement: Readonly<Record<string, unknown>>, kind: PolicyKind): string | undefined {
  const { Principal, NotPrincipal } = statement;
  const given = Principal ?? NotPrincipal;
  if (kind === 'identity') {
    return given === undefined ? undefined : 'MalformedPolicyDocument: Policy document should not specify a principal.';
  }
  if (given === undefined) return 'MalformedPolicyDocument: Missing required field Principal';
  if (given === '*') return undefined;
  if (!isObject(given)) return syntaxError;
  for (const [type, value] of Object.entries(given)) {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(type)) {
      return `MalformedPolicyDocument: Invalid principal in policy: "${type}"`;
    }
    const values = stringsOf(value);
    if (values === undefined) return syntaxError;
    for (const principal of values) {
      const problem = principalValueProblem(type, principal);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function conditionProblem(condition: unknown): string | undefined {
  if (condition === undefined) return undefined;
  if (!isObject(condition)) return syntaxError;
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) return syntaxError;
    const known =
      /^((ForAllValues|ForAnyValue):)?(String|Numeric|Date|Arn)(Not)?(Equals|Like|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals|EqualsIgnoreCase)(IfExists)?$|^(Bool|BinaryEquals|IpAddress|NotIpAddress|Null)(IfExists)?$|^(ForAllValues|ForAnyValue):(Bool|BinaryEquals)$/;
    if (!known.test(operator)) return `MalformedPolicyDocument: Invalid Condition type : ${operator}`;
  }
  return undefined;
}

function statementProblem(statement: unknown, kind: PolicyKind): string | undefined {
  if (!isObject(statement)) return syntaxError;
  const strange = Object.keys(statement).find((field) => !statementFields.has(field));
  if (strange !== undefined) return `${syntaxError} (unknown field ${strange})`;
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    return `MalformedPolicyDocument: Invalid effect: ${JSON.stringify(statement.Effect)}`;
  }
  if (
    kind !== 'resource' &&
    kind !== 'repository' &&
    statement.Sid !== undefined &&
    !(typeof statement.Sid === 'string' && /^[a-zA-Z0-9]*$/.test(statement.Sid))
  ) {
    return 'MalformedPolicyDocument: Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*';
  }
  return (
    principalProblem(statement, kind) ??
    actionProblem(statement, kind) ??
    resourceProblem(statement, kind) ??
    conditionProblem(statement.Condition)
  );
}

/** What AWS says to a policy document that breaks the policy grammar; `undefined` when it is well formed. */
export function policyProblem(document: string, kind: PolicyKind): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch (error) {
    return `MalformedPolicyDocument: This policy contains invalid Json: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isObject(policy)) return syntaxError;
  const strange = Object.keys(policy).find((field) => !['Version', 'Id', 'Statement'].includes(field));
  if (strange !== undefined) return `${syntaxError} (unknown field ${strange})`;
  if (policy.Version !== undefined && policy.Version !== '2012-10-17' && policy.Version !== '2008-10-17') {
    return `MalformedPolicyDocument: The policy must contain a valid version string: ${JSON.stringify(policy.Version)}`;
  }
  if (policy.Statement === undefined) return syntaxError;
  const statements: readonly unknown[] = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  if (statements.length === 0) return syntaxError;
  const sids = statements.flatMap((statement) =>
    isObject(statement) && statement.Sid !== undefined ? [statement.Sid] : [],
  );
  if (new Set(sids).size < sids.length) {
    return 'MalformedPolicyDocument: Statement IDs (SID) in a single policy must be unique.';
  }
  return statements.map((statement) => statementProblem(statement, kind)).find((problem) => problem !== undefined);
}

/** A policy document of the given kind. */
export function isPolicy(kind: PolicyKind): Rule {
  return (key: string, value: Value) => {
    if (typeof value !== 'string') return undefined;
    const problem = policyProblem(value, kind);
    return problem === undefined ? undefined : `"${key}" contains an invalid JSON policy: ${problem}`;
  };
}
