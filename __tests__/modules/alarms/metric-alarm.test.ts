import { type Construct } from 'constructs';
import { AlarmTopic } from '../../../modules/alarms/alarm-topic';
import { type Metric, MetricAlarm, SumAlarm } from '../../../modules/alarms/metric-alarm';
import { SynthesizedScope } from '../../support/synth-scope';

const metric = (name: string): Metric => ({
  namespace: 'AWS/SQS',
  metricName: name,
  dimensions: { QueueName: 'jobs' },
});
const rule = (scope: Construct) => ({
  name: 'jobs-old',
  description: 'jobs wait',
  topic: new AlarmTopic(scope, 'Topic', { name: 'alarms', accountId: '111122223333' }),
  comparison: 'GreaterThanThreshold' as const,
  threshold: 60,
  periodSeconds: 300,
  evaluationPeriods: 2,
});
const alarmOf = (build: (scope: Construct) => void) => new SynthesizedScope(build).only('aws_cloudwatch_metric_alarm');

describe('MetricAlarm', () => {
  it('watches a metric under its dimensions, tells the topic both ways, and takes silence for health', () => {
    expect(
      alarmOf(
        (scope) =>
          void new MetricAlarm(scope, 'Alarm', { ...rule(scope), metric: metric('Age'), statistic: 'Maximum' }),
      ),
    ).toMatchObject({
      alarm_name: 'jobs-old',
      namespace: 'AWS/SQS',
      metric_name: 'Age',
      dimensions: { QueueName: 'jobs' },
      statistic: 'Maximum',
      comparison_operator: 'GreaterThanThreshold',
      threshold: 60,
      period: 300,
      evaluation_periods: 2,
      treat_missing_data: 'notBreaching',
      alarm_actions: [expect.stringContaining('aws_sns_topic.')],
      ok_actions: [expect.stringContaining('aws_sns_topic.')],
    });
  });

  it('asks for a percentile as an extended statistic', () => {
    const alarm = alarmOf(
      (scope) => void new MetricAlarm(scope, 'Alarm', { ...rule(scope), metric: metric('Age'), statistic: 'p99' }),
    );
    expect(alarm.extended_statistic).toBe('p99');
    expect(alarm).not.toHaveProperty('statistic');
  });
});

describe('SumAlarm', () => {
  it('adds up the sums of its metrics and counts missing ones as zero', () => {
    const alarm = alarmOf(
      (scope) => void new SumAlarm(scope, 'Alarm', { ...rule(scope), metrics: [metric('Sent'), metric('Received')] }),
    );
    expect(alarm.metric_query).toEqual([
      { id: 'sum', expression: 'FILL(m0, 0) + FILL(m1, 0)', label: 'jobs-old', return_data: true },
      ...['Sent', 'Received'].map((name, index) => ({
        id: `m${index}`,
        metric: {
          namespace: 'AWS/SQS',
          metric_name: name,
          dimensions: { QueueName: 'jobs' },
          period: 300,
          stat: 'Sum',
        },
      })),
    ]);
  });

  it.each([0, 10])('refuses %d metrics', (count) => {
    const metrics = Array.from({ length: count }, (_value, index) => metric(`Metric${index}`));
    expect(() => alarmOf((scope) => void new SumAlarm(scope, 'Alarm', { ...rule(scope), metrics }))).toThrow(
      `Alarm: metrics must hold 1 to 9 metrics, got ${count}`,
    );
  });
});
