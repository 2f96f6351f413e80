import { ShortfallAlarm } from '../../../modules/alarms/shortfall-alarm';
import { someTopic } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

describe('ShortfallAlarm', () => {
  it('rings when less is there than wanted, also when nothing is published of it', () => {
    const metric = (metricName: string) => ({ namespace: 'Shop', metricName, dimensions: { Name: 'cart' } });
    const scope = new SynthesizedScope(
      (stack) =>
        void new ShortfallAlarm(stack, 'Alarm', {
          name: 'missing',
          description: 'Some are missing',
          topic: someTopic(stack),
          wanted: metric('Wanted'),
          present: metric('Present'),
          periodSeconds: 60,
          evaluationPeriods: 5,
        }),
    );
    const query = (id: string, metric_name: string) => ({
      id,
      metric: { namespace: 'Shop', metric_name, dimensions: { Name: 'cart' }, period: 60, stat: 'Average' },
    });
    expect(scope.only('aws_cloudwatch_metric_alarm')).toMatchObject({
      alarm_name: 'missing',
      comparison_operator: 'GreaterThanThreshold',
      threshold: 0,
      evaluation_periods: 5,
      treat_missing_data: 'notBreaching',
      alarm_actions: [expect.stringMatching(/aws_sns_topic\.\w+\.arn/)],
      metric_query: [
        { id: 'shortfall', expression: 'wanted - FILL(present, 0)', return_data: true },
        query('wanted', 'Wanted'),
        query('present', 'Present'),
      ],
    });
  });
});
