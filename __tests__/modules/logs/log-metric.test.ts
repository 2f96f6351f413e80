import { LogGroup } from '../../../modules/logs/log-group';
import { LogMetric, type LogMetricProps } from '../../../modules/logs/log-metric';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<LogMetricProps> = {}) =>
  new SynthesizedScope((scope) => {
    const { metric } = new LogMetric(scope, 'Metric', {
      name: 'refused',
      logGroup: new LogGroup(scope, 'Log', { name: '/shop', retentionDays: 30 }),
      field: 'event',
      equals: 'door.refused',
      namespace: 'Shop',
      metricName: 'Refused',
      ...props,
    });
    expect(metric).toEqual({ namespace: 'Shop', metricName: 'Refused', dimensions: {} });
  });

describe('LogMetric', () => {
  it('counts the lines that hold the text in the field', () => {
    expect(synth().only('aws_cloudwatch_log_metric_filter')).toMatchObject({
      name: 'refused',
      log_group_name: expect.stringMatching(/aws_cloudwatch_log_group\.Log_\w+\.name/),
      pattern: '{ $.event = "door.refused" }',
      metric_transformation: { namespace: 'Shop', name: 'Refused', value: '1', default_value: '0', unit: 'Count' },
    });
  });

  it.each<[Partial<LogMetricProps>, string]>([
    [{ field: 'a.b' }, 'field must be a name of letters, digits and _, got "a.b"'],
    [{ equals: 'a"b' }, 'equals must be letters, digits, _, . or -, got "a"b"'],
  ])('refuses %p, which would end the pattern early', (props, fault) => {
    expect(() => synth(props)).toThrow(`Metric: ${fault}`);
  });
});
