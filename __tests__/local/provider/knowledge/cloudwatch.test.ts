import { describeResource } from '../../../support/resource-table';

const metric = { metric_name: 'Errors', namespace: 'AWS/Lambda', period: 60, stat: 'Sum' };
const alarm = {
  alarm_name: 'join-errors',
  comparison_operator: 'GreaterThanThreshold',
  evaluation_periods: 3,
  metric_name: 'Errors',
  namespace: 'AWS/Lambda',
  period: 60,
  statistic: 'Sum',
  threshold: 0,
  alarm_actions: ['arn:aws:sns:eu-west-1:111122223333:alarms'],
};
const asQuery = { metric_name: null, namespace: null, period: null, statistic: null };
const sum = { id: 'total', expression: 'e1 + e2', return_data: true };

describeResource({
  type: 'aws_cloudwatch_metric_alarm',
  config: alarm,
  gives: {
    id: 'join-errors',
    arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:join-errors',
    treat_missing_data: 'missing',
    actions_enabled: true,
  },
  replacedBy: [{ alarm_name: 'other' }],
  updatedBy: [{ threshold: 1 }],
  refused: [
    [
      'an unknown comparison',
      { comparison_operator: 'Above' },
      'expected comparison_operator to be one of ["GreaterThanOrEqualToThreshold"',
    ],
    [
      'an unknown statistic',
      { statistic: 'p99' },
      'expected statistic to be one of ["SampleCount" "Average" "Sum" "Minimum" "Maximum"], got p99',
    ],
    ['no statistic', { statistic: null }, 'One of `statistic` or `extended_statistic` must be set'],
    ['no metric', { metric_name: null }, 'One of `metric_name` or `metric_query` must be set'],
    ['two statistics', { extended_statistic: 'p99' }, 'conflicts with extended_statistic'],
    ['a period of 45 s', { period: 45 }, 'must be 10, 20, 30 or a multiple of 60, got 45'],
    ['more than a day', { evaluation_periods: 1441 }, 'EvaluationPeriods * Period must be <= 86400'],
    [
      'more datapoints than periods',
      { datapoints_to_alarm: 4 },
      'DatapointsToAlarm (4) must be less than or equal to EvaluationPeriods (3)',
    ],
    ['no threshold', { threshold: null }, 'Threshold must be set'],
    [
      'anomaly detection without its metric',
      { comparison_operator: 'GreaterThanUpperThreshold' },
      'ThresholdMetricId must be set',
    ],
    [
      'six actions',
      { alarm_actions: [1, 2, 3, 4, 5, 6].map((n) => `arn:aws:sns:eu-west-1:111122223333:t${n}`) },
      'at most 5 actions',
    ],
    ['an action that is no ARN', { alarm_actions: ['topic'] }, 'is an invalid ARN'],
    ['a query beside a metric', { metric_query: [sum] }, 'conflicts with metric_name'],
    [
      'queries of which none returns',
      { ...asQuery, metric_query: [{ id: 'e1', metric: [metric] }] },
      'Exactly one element of the metrics list should return data, got 0',
    ],
    [
      'queries of which two return',
      { ...asQuery, metric_query: [sum, { ...sum, id: 'other' }] },
      'should return data, got 2',
    ],
    [
      'two queries of one id',
      { ...asQuery, metric_query: [sum, { id: 'total', metric: [metric] }] },
      'not unique: total',
    ],
    [
      'a query of both kinds',
      { ...asQuery, metric_query: [{ ...sum, metric: [metric] }] },
      'must not have both "metric" and "expression"',
    ],
    [
      'a query of neither kind',
      { ...asQuery, metric_query: [{ id: 'e1', return_data: true }] },
      'must have "metric" or "expression"',
    ],
    [
      'a query id in upper case',
      { ...asQuery, metric_query: [{ ...sum, id: 'Total' }] },
      'must start with a lowercase letter',
    ],
    [
      'a query with an unknown statistic',
      { ...asQuery, metric_query: [sum, { id: 'e1', metric: [{ ...metric, stat: 'Most' }] }] },
      'metric_query.1.metric.0.stat',
    ],
  ],
});

describeResource({
  type: 'aws_cloudwatch_metric_alarm',
  config: {
    ...alarm,
    ...asQuery,
    metric_query: [sum, { id: 'e1', metric: [metric] }, { id: 'e2', metric: [{ ...metric, stat: 'p99.9' }] }],
  },
  gives: { id: 'join-errors' },
});

const widget = {
  type: 'metric',
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  properties: { region: 'eu-west-1', metrics: [['AWS/Lambda', 'Errors']] },
};
const body = (...widgets: readonly unknown[]) => ({ dashboard_body: JSON.stringify({ widgets }) });

describeResource({
  type: 'aws_cloudwatch_dashboard',
  config: { dashboard_name: 'mesh-stg', ...body(widget, { type: 'text', properties: { markdown: '# Mesh' } }) },
  gives: { id: 'mesh-stg', dashboard_arn: 'arn:aws:cloudwatch::111122223333:dashboard/mesh-stg' },
  replacedBy: [{ dashboard_name: 'other' }],
  updatedBy: [body(widget)],
  refused: [
    ['a body that is not JSON', { dashboard_body: '{' }, 'The dashboard body is invalid: not JSON'],
    ['a body without widgets', { dashboard_body: '{}' }, 'should be an object with an array "widgets"'],
    ['an unknown widget', body({ ...widget, type: 'graph' }), '/widgets/0/type should be one of'],
    ['a widget beyond the grid', body({ ...widget, x: 13 }), 'should lie within 24 columns, x is 13 and width 12'],
    [
      'a metric widget without region',
      body({ ...widget, properties: { metrics: [['a', 'b']] } }),
      '/widgets/0/properties should have a region',
    ],
    [
      'metrics that are no lists',
      body({ ...widget, properties: { region: 'a', metrics: ['a'] } }),
      'should be an array of arrays',
    ],
    ['a text widget without text', body({ type: 'text', properties: {} }), 'markdown should be a string'],
    ['a name with a dot', { dashboard_name: 'mesh.stg' }, 'invalid value for dashboard_name'],
  ],
});
