import { type Attributes, type Value, isAttributes, isList } from '../knowledge';
import { valueFromText } from './json';

/** WAF's limit for one web ACL, in web ACL capacity units (WCU). */
export const maxCapacity = 5000;

/** WCU of AWS's managed rule groups. */
const managedGroups: Readonly<Record<string, number>> = {
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesAdminProtectionRuleSet: 100,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesSQLiRuleSet: 200,
  AWSManagedRulesLinuxRuleSet: 200,
  AWSManagedRulesUnixRuleSet: 100,
  AWSManagedRulesWindowsRuleSet: 200,
  AWSManagedRulesPHPRuleSet: 100,
  AWSManagedRulesWordPressRuleSet: 100,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
  AWSManagedRulesBotControlRuleSet: 50,
  AWSManagedRulesATPRuleSet: 50,
  AWSManagedRulesACFPRuleSet: 50,
  AWSManagedRulesAntiDDoSRuleSet: 50,
};

/** WCU of a statement by itself, without what it contains; keys in lower case without underscores. */
const statementUnits: Readonly<Record<string, number>> = {
  bytematchstatement: 10,
  geomatchstatement: 1,
  ipsetreferencestatement: 1,
  labelmatchstatement: 1,
  asnmatchstatement: 1,
  ratebasedstatement: 2,
  regexmatchstatement: 3,
  regexpatternsetreferencestatement: 25,
  sizeconstraintstatement: 1,
  sqlimatchstatement: 20,
  xssmatchstatement: 40,
};

/** The name as both spellings share it: `RateBasedStatement` of the JSON and `rate_based_statement` of the blocks. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function field(object: Attributes, name: string): Value {
  const found = Object.entries(object).find(([key]) => plain(key) === plain(name));
  return found?.[1] ?? null;
}

/** WCU of a rule's statement, or of whatever holds statements. */
export function capacityOf(value: Value): number {
  if (isList(value)) return value.reduce<number>((sum, element) => sum + capacityOf(element), 0);
  if (!isAttributes(value)) return 0;
  return Object.entries(value).reduce((sum, [name, inner]) => {
    if (inner === null) return sum;
    if (plain(name) === 'managedrulegroupstatement') {
      const group = isList(inner) ? (inner[0] ?? null) : inner;
      const groupName = isAttributes(group) ? field(group, 'Name') : null;
      return sum + (typeof groupName === 'string' ? (managedGroups[groupName] ?? 50) : 0);
    }
    return sum + (statementUnits[plain(name)] ?? 0) + capacityOf(inner);
  }, 0);
}

function ruleProblem(rule: Value, path: string): string | undefined {
  if (!isAttributes(rule)) return `${path} must be an object`;
  if (typeof rule.Name !== 'string' || !/^[\w-]{1,128}$/.test(rule.Name))
    return `${path}.Name must match ^[\\w-]{1,128}$`;
  if (typeof rule.Priority !== 'number' || rule.Priority < 0) return `${path}.Priority must be a number of at least 0`;
  if (rule.Statement === undefined || !isAttributes(rule.Statement)) {
    return `${path}.Statement must be an object`;
  }
  if (Object.keys(rule.Statement).length !== 1) return `${path}.Statement must hold exactly one statement`;
  const [kind = ''] = Object.keys(rule.Statement);
  if (
    !/^(And|Or|Not|ManagedRuleGroup|RuleGroupReference)Statement$/.test(kind) &&
    statementUnits[plain(kind)] === undefined
  ) {
    return `${path}.Statement has no statement named ${kind}`;
  }
  if (rule.VisibilityConfig === undefined || !isAttributes(rule.VisibilityConfig)) {
    return `${path}.VisibilityConfig must be an object`;
  }
  const group = kind === 'ManagedRuleGroupStatement' || kind === 'RuleGroupReferenceStatement';
  const wanted = group ? 'OverrideAction' : 'Action';
  const other = group ? 'Action' : 'OverrideAction';
  if (rule[wanted] === undefined || rule[other] !== undefined) return `${path} must have ${wanted} and not ${other}`;
  const rate = rule.Statement.RateBasedStatement;
  if (rate !== undefined && isAttributes(rate)) {
    const { Limit, AggregateKeyType } = rate;
    if (typeof Limit !== 'number' || Limit < 10 || Limit > 2_000_000_000) {
      return `${path}.Statement.RateBasedStatement.Limit must be from 10 to 2000000000`;
    }
    if (!['IP', 'FORWARDED_IP', 'CUSTOM_KEYS', 'CONSTANT'].some((type) => type === AggregateKeyType)) {
      return `${path}.Statement.RateBasedStatement.AggregateKeyType must be IP, FORWARDED_IP, CUSTOM_KEYS or CONSTANT`;
    }
  }
  return undefined;
}

/** What WAF finds wrong with a web ACL's `rule_json`; `undefined` when it accepts it. */
export function ruleJsonProblem(json: string): string | undefined {
  let rules: Value;
  try {
    rules = valueFromText(json);
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isList(rules)) return 'must be a list of rules';
  const problem = rules.map((rule, index) => ruleProblem(rule, `rule ${index}`)).find((one) => one !== undefined);
  if (problem !== undefined) return problem;
  for (const name of ['Name', 'Priority'] as const) {
    const values = rules.flatMap((rule) => (isAttributes(rule) ? [rule[name]] : []));
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) return `${name} must be unique, ${JSON.stringify(twice)} is used more than once`;
  }
  const capacity = capacityOf(rules);
  return capacity > maxCapacity ? `capacity must be at most ${maxCapacity} WCU, got ${capacity}` : undefined;
}
