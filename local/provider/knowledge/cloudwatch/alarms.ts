import { type ResourceKnowledge } from '../knowledge';
import { regionalArn } from '../support/arn';
import { text } from '../support/attributes';
import { conflicting } from '../support/constraints';
import {
  anomalyOperators,
  queryRefusals,
  singleMetricRefusals,
  thresholdOperators,
  thresholdRefusals,
  windowRefusals,
} from '../support/metric-alarm';
import { atLeast, check, isArn, lengthBetween, matches, oneOf, refusal, type Rule } from '../support/rules';

const statistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;

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

export const resources: readonly ResourceKnowledge[] = [metricAlarm];
