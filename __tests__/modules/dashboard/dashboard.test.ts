import { Dashboard } from '../../../modules/dashboard/dashboard';
import { SynthesizedScope } from '../../support/synth-scope';

it('Dashboard draws two graphs a row, each metric once a statistic', () => {
  const metric = { namespace: 'AWS/SQS', metricName: 'Age', dimensions: { QueueName: 'jobs' } };
  const graph = { title: 'Age', metrics: [metric], statistics: ['p50', 'p99'] };
  const body = new SynthesizedScope(
    (scope) =>
      void new Dashboard(scope, 'Dashboard', { name: 'jobs', region: 'eu-west-1', graphs: [graph, graph, graph] }),
  ).only('aws_cloudwatch_dashboard').dashboard_body;
  const { widgets } = JSON.parse(String(body)) as { widgets: { x: number; y: number; properties: object }[] };
  expect(widgets.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [12, 0],
    [0, 6],
  ]);
  expect(widgets[0]?.properties).toMatchObject({
    title: 'Age',
    region: 'eu-west-1',
    metrics: [
      ['AWS/SQS', 'Age', 'QueueName', 'jobs', { stat: 'p50' }],
      ['AWS/SQS', 'Age', 'QueueName', 'jobs', { stat: 'p99' }],
    ],
  });
});
