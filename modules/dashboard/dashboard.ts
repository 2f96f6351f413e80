import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Construct } from 'constructs';
import { type Metric } from '../alarms/metric-alarm';

export interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** `Sum`, `Average`, `Maximum` or percentiles such as `p99`; each metric is drawn once a statistic. */
  readonly statistics: readonly string[];
  /** Where the metrics are published. @default the dashboard's own region */
  readonly region?: string;
}

export interface DashboardProps {
  /** Dashboard name, unique in the account. */
  readonly name: string;
  readonly region: string;
  /** Two graphs a row, in order. @default none */
  readonly graphs?: readonly Graph[];
  /** Rows of one to four graphs, below `graphs`. @default none */
  readonly rows?: readonly (readonly Graph[])[];
}

/** CloudWatch's grid is 24 wide. */
const gridWidth = 24;
const height = 6;

const inPairs = (graphs: readonly Graph[]): (readonly Graph[])[] =>
  graphs.flatMap((_graph, index) => (index % 2 === 0 ? [graphs.slice(index, index + 2)] : []));

/**
 * A CloudWatch dashboard of time series in periods of a minute.
 * @throws RangeError at synth for a row without graphs or with more than four.
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { name, region, graphs = [], rows = [] }: DashboardProps) {
    super(scope, id);
    const broken = rows.find((row) => row.length < 1 || row.length > 4);
    if (broken) {
      throw new RangeError(`${this.node.path}: rows must hold 1 to 4 graphs each, got ${broken.length}`);
    }
    const widget = (
      { title, metrics, statistics, region: published = region }: Graph,
      x: number,
      y: number,
      width: number,
    ) => ({
      type: 'metric',
      x,
      y,
      width,
      height,
      properties: {
        title,
        region: published,
        view: 'timeSeries',
        period: 60,
        metrics: metrics.flatMap(({ namespace, metricName, dimensions }) =>
          statistics.map((stat) => [namespace, metricName, ...Object.entries(dimensions).flat(), { stat }]),
        ),
      },
    });
    const pairs = inPairs(graphs).map((row) => ({ row, width: gridWidth / 2 }));
    const lines = [...pairs, ...rows.map((row) => ({ row, width: gridWidth / row.length }))];
    new CloudwatchDashboard(this, 'Resource', {
      dashboardName: name,
      dashboardBody: JSON.stringify({
        widgets: lines.flatMap(({ row, width }, line) =>
          row.map((graph, column) => widget(graph, column * width, line * height, width)),
        ),
      }),
    });
  }
}
