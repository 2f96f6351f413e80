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

describe('rows of a Dashboard', () => {
  const graph = { title: 'Age', metrics: [], statistics: [] };
  const synth = (rows: readonly (readonly (typeof graph)[])[]) =>
    new SynthesizedScope(
      (scope) => void new Dashboard(scope, 'Dashboard', { name: 'jobs', region: 'eu-west-1', graphs: [graph], rows }),
    ).only('aws_cloudwatch_dashboard').dashboard_body;

  it('stand below the pairs and share the width of the grid', () => {
    const body = synth([
      [graph, graph, graph],
      [graph, graph, graph, graph],
    ]);
    const { widgets } = JSON.parse(String(body)) as { widgets: { x: number; y: number; width: number }[] };
    expect(widgets.map(({ x, y, width }) => [x, y, width])).toEqual([
      [0, 0, 12],
      ...[0, 8, 16].map((x) => [x, 6, 8]),
      ...[0, 6, 12, 18].map((x) => [x, 12, 6]),
    ]);
  });

  it.each([0, 5])('refuse %d graphs', (count) => {
    expect(() => synth([Array.from({ length: count }, () => graph)])).toThrow(
      `Dashboard: rows must hold 1 to 4 graphs each, got ${count}`,
    );
  });
});
