import { type Attributes, type Refusal, type ResourceKnowledge } from './knowledge';
import { accountArn, regionalArn } from './support/arn';
import { blocks, hasUnknown, integer, isSet, text } from './support/attributes';
import { conflicting } from './support/constraints';
import { dashboardProblem } from './support/dashboard';
import { atLeast, check, isArn, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';

const statistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
const thresholdOperators = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
const anomalyOperators = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
] as const;
const units = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Percent',
  'Count',
  'Bytes/Second',
  'Kilobytes/Second',
  'Megabytes/Second',
  'Gigabytes/Second',
  'Terabytes/Second',
  'Bits/Second',
  'Kilobits/Second',
  'Megabits/Second',
  'Gigabits/Second',
  'Terabits/Second',
  'Count/Second',
  'None',
] as const;
const extendedStatistic = /^(p|tm|tc|ts|wm)((\d{1,2}(\.\d{1,10})?)|100)$|^(IQM|((TM|WM|PR|TC|TS)\(.*:.*\)))$/;

const isPeriod: Rule = (key, value) =>
  typeof value !== 'number' || [10, 20, 30].includes(value) || (value > 0 && value % 60 === 0)
    ? undefined
    : `"${key}" must be 10, 20, 30 or a multiple of 60, got ${value}`;

function queryRefusals(config: Attributes): readonly Refusal[] {
  const queries = blocks(config, 'metric_query');
  if (queries.length === 0) return [];
  const returned = queries.filter(({ return_data: returns }) => returns === true).length;
  const undecided = queries.some((query) => hasUnknown(query, 'return_data', 'id', 'metric', 'expression'));
  const ids = queries.flatMap((query) => text(query, 'id') ?? []);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  const at = ['metric_query'];
  const invalid = (what: string) =>
    refusal(at, `putting CloudWatch Metric Alarm (${text(config, 'alarm_name') ?? ''}): ValidationError: ${what}`);
  return [
    ...(undecided || returned === 1
      ? []
      : [invalid(`Exactly one element of the metrics list should return data, got ${returned}`)]),
    ...(twice === undefined ? [] : [invalid(`The values for parameter id in Metrics are not unique: ${twice}`)]),
    ...(queries.length > 20 ? [invalid(`An alarm takes at most 20 metric queries, got ${queries.length}`)] : []),
    ...queries.flatMap((query) => {
      if (hasUnknown(query, 'metric', 'expression')) return [];
      if (isSet(query.metric) && isSet(query.expression)) {
        return [invalid(`metric_query ${text(query, 'id') ?? ''} must not have both "metric" and "expression"`)];
      }
      if (!isSet(query.metric) && !isSet(query.expression)) {
        return [invalid(`metric_query ${text(query, 'id') ?? ''} must have "metric" or "expression"`)];
      }
      return [];
    }),
  ];
}

function singleMetricRefusals(config: Attributes): readonly Refusal[] {
  if (isSet(config.metric_query) || hasUnknown(config, 'metric_query')) return [];
  const missing = (names: readonly string[]) =>
    !names.some((name) => isSet(config[name])) && !hasUnknown(config, ...names);
  if (missing(['metric_name'])) {
    return [
      refusal(['metric_name'], 'One of `metric_name` or `metric_query` must be set for a cloudwatch metric alarm'),
    ];
  }
  if (missing(['statistic', 'extended_statistic'])) {
    return [
      refusal(['statistic'], 'One of `statistic` or `extended_statistic` must be set for a cloudwatch metric alarm'),
    ];
  }
  return missing(['namespace', 'period']) || missing(['period'])
    ? [refusal(['period'], 'ValidationError: namespace and period must be set for an alarm on one metric')]
    : [];
}

function windowRefusals(config: Attributes): readonly Refusal[] {
  const periods = integer(config, 'evaluation_periods');
  const datapoints = integer(config, 'datapoints_to_alarm');
  const seconds = (integer(config, 'period') ?? 0) * (periods ?? 0);
  const longest = (integer(config, 'period') ?? 0) >= 3600 ? 604_800 : 86_400;
  return [
    ...(periods !== undefined && datapoints !== undefined && datapoints > periods
      ? [
          refusal(
            ['datapoints_to_alarm'],
            `ValidationError: DatapointsToAlarm (${datapoints}) must be less than or equal to EvaluationPeriods (${periods})`,
          ),
        ]
      : []),
    ...(seconds > longest
      ? [
          refusal(
            ['evaluation_periods'],
            `ValidationError: Metrics cannot be checked across more than ${longest === 86_400 ? 'a day' : 'seven days'} (EvaluationPeriods * Period must be <= ${longest})`,
          ),
        ]
      : []),
  ];
}

function thresholdRefusals(config: Attributes): readonly Refusal[] {
  const operator = text(config, 'comparison_operator');
  if (operator === undefined || hasUnknown(config, 'threshold', 'threshold_metric_id')) return [];
  const anomaly = anomalyOperators.some((one) => one === operator);
  if (anomaly && !isSet(config.threshold_metric_id)) {
    return [
      refusal(
        ['threshold_metric_id'],
        `ValidationError: ThresholdMetricId must be set with comparison operator ${operator}`,
      ),
    ];
  }
  if (!anomaly && !isSet(config.threshold)) {
    return [refusal(['threshold'], `ValidationError: Threshold must be set with comparison operator ${operator}`)];
  }
  return [];
}

const metricAlarm: ResourceKnowledge = {
  type: 'aws_cloudwatch_metric_alarm',
  computed(planned, { identity }) {
    const name = text(planned, 'alarm_name') ?? '';
    return {
      id: name,
      arn: regionalArn(identity, 'cloudwatch', `alarm:${name}`),
      evaluate_low_sample_count_percentiles: '',
    };
  },
  defaults: { actions_enabled: true, treat_missing_data: 'missing' },
  forceNew: ['alarm_name'],
  validate: (config) => [
    ...check(config, {
      alarm_name: lengthBetween(1, 255),
      alarm_description: lengthBetween(0, 1024),
      alarm_actions: isArn(),
      ok_actions: isArn(),
      insufficient_data_actions: isArn(),
      comparison_operator: oneOf(...thresholdOperators, ...anomalyOperators),
      datapoints_to_alarm: atLeast(1),
      evaluate_low_sample_count_percentiles: oneOf('evaluate', 'ignore'),
      evaluation_periods: atLeast(1),
      extended_statistic: matches(
        extendedStatistic,
        'must be a percentile such as p99 or a trimmed statistic such as tm90',
      ),
      metric_name: lengthBetween(1, 255),
      namespace: [lengthBetween(1, 255), matches(/^[^:].*$/, 'must not begin with a colon')],
      period: isPeriod,
      statistic: oneOf(...statistics),
      treat_missing_data: oneOf('breaching', 'notBreaching', 'ignore', 'missing'),
      unit: oneOf(...units),
      'metric_query.id': [
        lengthBetween(1, 255),
        matches(
          /^[a-z][a-zA-Z0-9_]*$/,
          'must start with a lowercase letter and contain letters, numbers and underscores only',
        ),
      ],
      'metric_query.expression': lengthBetween(1, 1024),
      'metric_query.period': isPeriod,
      'metric_query.metric.period': isPeriod,
      'metric_query.metric.stat': (key, value) =>
        typeof value === 'string' && !statistics.some((one) => one === value) && !extendedStatistic.test(value)
          ? `invalid value for ${key} (must be one of ${statistics.join(', ')} or an extended statistic)`
          : undefined,
      'metric_query.metric.unit': oneOf(...units),
    }),
    ...['alarm_actions', 'ok_actions', 'insufficient_data_actions'].flatMap((name) => {
      const count = Array.isArray(config[name]) ? config[name].length : 0;
      return count > 5
        ? [refusal([name], `ValidationError: an alarm takes at most 5 actions for each state, got ${count}`)]
        : [];
    }),
    ...conflicting(config, 'statistic', 'extended_statistic'),
    ...conflicting(config, 'metric_query', 'metric_name'),
    ...conflicting(config, 'threshold', 'threshold_metric_id'),
    ...queryRefusals(config),
    ...singleMetricRefusals(config),
    ...windowRefusals(config),
    ...thresholdRefusals(config),
  ],
};

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

export const resources: readonly ResourceKnowledge[] = [metricAlarm, dashboard];
