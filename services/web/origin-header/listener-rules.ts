import {
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type HeaderCheck } from './rotation';

const isFor = (headerName: string) => (condition: RuleCondition) =>
  condition.HttpHeaderConfig?.HttpHeaderName?.toLowerCase() === headerName.toLowerCase();

/**
 * The conditions of a rule with other values for a header. `Values` is left out: it says the same as the condition's own field,
 * and AWS takes one of them only.
 * @throws Error when the rule does not ask for the header: it would let in what came around CloudFront
 */
export function withHeaderValues(
  conditions: readonly RuleCondition[],
  headerName: string,
  values: readonly string[],
): RuleCondition[] {
  if (!conditions.some(isFor(headerName))) throw new Error(`a rule does not ask for the header ${headerName}`);
  return conditions.map((condition) =>
    isFor(headerName)(condition)
      ? { Field: condition.Field, HttpHeaderConfig: { HttpHeaderName: headerName, Values: [...values] } }
      : { ...condition, Values: undefined },
  );
}

/** Listener rules that ask for a header. */
export function listenerRules(
  client: ElasticLoadBalancingV2Client,
  ruleArns: readonly string[],
  headerName: string,
): HeaderCheck {
  const describe = async () => {
    const { Rules: rules = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [...ruleArns] }));
    return rules;
  };
  return {
    async accept(values) {
      for (const { RuleArn: arn, Conditions: conditions = [] } of await describe()) {
        await client.send(
          new ModifyRuleCommand({ RuleArn: arn, Conditions: withHeaderValues(conditions, headerName, values) }),
        );
      }
    },
    async accepted() {
      const perRule = (await describe()).map(
        ({ Conditions: conditions = [] }) => conditions.find(isFor(headerName))?.HttpHeaderConfig?.Values ?? [],
      );
      const [first = [], ...others] = perRule;
      return first.filter((value) => others.every((values) => values.includes(value)));
    },
  };
}
