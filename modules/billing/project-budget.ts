import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { Construct } from 'constructs';
import { type AlarmTopic } from '../alarms/alarm-topic';
import { requireIntegerBetween } from '../validate';

export interface ProjectBudgetProps {
  /** Budget name, unique in the account. */
  readonly name: string;
  /** Value of the tag `Project` whose cost counts. Cost counts from when the payer account activates the tag for billing. */
  readonly project: string;
  readonly monthlyLimitUsd: number;
  /** Told at 80 % of the limit spent and at 100 % forecast. */
  readonly topic: AlarmTopic;
}

/** A monthly cost budget of one project. It filters by one tag only: two tags in one filter are alternatives. */
export class ProjectBudget extends Construct {
  constructor(scope: Construct, id: string, props: ProjectBudgetProps) {
    super(scope, id);
    const { name, project, monthlyLimitUsd, topic } = props;
    requireIntegerBetween(this, 'monthlyLimitUsd', monthlyLimitUsd, 1, 1_000_000);
    const notification = (notificationType: string, threshold: number) => ({
      comparisonOperator: 'GREATER_THAN',
      threshold,
      thresholdType: 'PERCENTAGE',
      notificationType,
      subscriberSnsTopicArns: [topic.arn],
    });
    new BudgetsBudget(this, 'Resource', {
      name,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(monthlyLimitUsd),
      limitUnit: 'USD',
      costFilter: [{ name: 'TagKeyValue', values: [`user:Project$${project}`] }],
      notification: [notification('ACTUAL', 80), notification('FORECASTED', 100)],
    });
  }
}
