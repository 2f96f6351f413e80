import { type ResourceKnowledge } from '../knowledge';
import { accountArn } from '../support/arn';
import { text } from '../support/attributes';
import { dashboardProblem } from '../support/dashboard';
import { check, lengthBetween, matches, type Rule } from '../support/rules';

const isDashboard: Rule = (key, value) => {
  const problem = typeof value === 'string' ? dashboardProblem(value) : undefined;
  return problem === undefined
    ? undefined
    : `"${key}": InvalidParameterInput: The dashboard body is invalid: ${problem}`;
};

const dashboard: ResourceKnowledge = {
  type: 'aws_cloudwatch_dashboard',
  computed(planned, { identity }) {
    const name = text(planned, 'dashboard_name') ?? '';
    return { id: name, dashboard_arn: accountArn(identity, 'cloudwatch', `dashboard/${name}`) };
  },
  forceNew: ['dashboard_name'],
  validate: (config) =>
    check(config, {
      dashboard_body: isDashboard,
      dashboard_name: [
        lengthBetween(1, 255),
        matches(/^[A-Za-z0-9_-]+$/, 'may only contain alphanumeric characters, underscores and hyphens'),
      ],
    }),
};

export const resources: readonly ResourceKnowledge[] = [dashboard];
