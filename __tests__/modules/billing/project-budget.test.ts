import { ProjectBudget } from '../../../modules/billing/project-budget';
import { someTopic } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (monthlyLimitUsd: number) =>
  new SynthesizedScope(
    (scope) =>
      void new ProjectBudget(scope, 'Budget', {
        name: 'b',
        project: 'MeshV2',
        monthlyLimitUsd,
        topic: someTopic(scope),
      }),
  );

describe('ProjectBudget', () => {
  it('counts the cost of one project tag and tells the topic at 80 % spent and 100 % forecast', () => {
    const told = { subscriber_sns_topic_arns: [expect.stringContaining('aws_sns_topic.')] };
    expect(synth(25).only('aws_budgets_budget')).toMatchObject({
      budget_type: 'COST',
      time_unit: 'MONTHLY',
      limit_amount: '25',
      limit_unit: 'USD',
      cost_filter: [{ name: 'TagKeyValue', values: ['user:Project$MeshV2'] }],
      notification: [
        { notification_type: 'ACTUAL', threshold: 80, ...told },
        { notification_type: 'FORECASTED', threshold: 100, ...told },
      ],
    });
  });

  it('refuses a budget of nothing', () => {
    expect(() => synth(0)).toThrow('Budget: monthlyLimitUsd must be an integer from 1 to 1000000, got 0');
  });
});
