import { type Attributes, type Refusal } from '../knowledge';
import { blocks, hasUnknown, integer, isSet, text } from './attributes';
import { refusal } from './rules';

export const thresholdOperators = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;

export const anomalyOperators = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
] as const;

export function queryRefusals(config: Attributes): readonly Refusal[] {
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

export function singleMetricRefusals(config: Attributes): readonly Refusal[] {
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

export function windowRefusals(config: Attributes): readonly Refusal[] {
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

export function thresholdRefusals(config: Attributes): readonly Refusal[] {
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
