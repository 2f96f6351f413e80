import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Construct } from 'constructs';
import { type Metric } from '../alarms/metric-alarm';

export interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** `Sum`, `Average`, `Maximum` or percentiles such as `p99`; each metric is drawn once a statistic. */
  readonly statistics: readonly string[];
}

export interface DashboardProps {
  /** Dashboard name, unique in the account. */
  readonly name: string;
  readonly region: string;
  /** Two graphs a row, in order. */
  readonly graphs: readonly Graph[];
}

const width = 12;
const height = 6;
/** CloudWatch's grid is 24 wide. */
const perRow = 2;

/** A CloudWatch dashboard of time series in periods of a minute. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { name, region, graphs }: DashboardProps) {
    super(scope, id);
    new CloudwatchDashboard(this, 'Resource', {
      dashboardName: name,
      dashboardBody: JSON.stringify({
        widgets: graphs.map(({ title, metrics, statistics }, index) => ({
          type: 'metric',
          x: (index % perRow) * width,
          y: Math.floor(index / perRow) * height,
          width,
          height,
          properties: {
            title,
            region,
            view: 'timeSeries',
            period: 60,
            metrics: metrics.flatMap(({ namespace, metricName, dimensions }) =>
              statistics.map((stat) => [namespace, metricName, ...Object.entries(dimensions).flat(), { stat }]),
            ),
          },
        })),
      }),
    });
  }
}
