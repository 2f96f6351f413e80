import { Construct } from 'constructs';
import { type AlarmTopic } from '../../modules/alarms/alarm-topic';
import { MetricAlarm } from '../../modules/alarms/metric-alarm';
import { type Distribution } from '../../modules/cloudfront/distribution';
import { type UsEast1 } from '../../modules/cloudfront/us-east-1';
import { type ViewerFunction } from '../../modules/cloudfront/viewer-function';
import { type EdgeWebAcl } from '../../modules/waf/edge-web-acl';

export interface EdgeAlarmsProps {
  readonly stage: string;
  /** A topic of us-east-1: alarms tell none of another region. */
  readonly topic: AlarmTopic;
  /** By what begins the names of their alarms, which the stage ends: `web-api`. */
  readonly distributions: Readonly<Record<string, Distribution>>;
  readonly webAcl?: EdgeWebAcl;
  /** By what begins the names of their alarms. */
  readonly viewerFunctions: Readonly<Record<string, ViewerFunction>>;
}

/** Alarms on what CloudFront and its web ACL publish. They are metrics of us-east-1, so the alarms are there. */
export class EdgeAlarms extends Construct {
  constructor(scope: UsEast1, id: string, props: EdgeAlarmsProps) {
    super(scope, id);
    const { stage, topic, distributions, webAcl, viewerFunctions } = props;
    for (const [name, distribution] of Object.entries(distributions)) {
      this.#watchDistribution(name, distribution, props);
    }
    for (const [name, viewerFunction] of Object.entries(viewerFunctions)) {
      new MetricAlarm(this, `${name}-errors`, {
        name: `${name}-errors-${stage}`,
        description: `The function ${name} at the edge fails, and its requests are answered 503: see its code`,
        topic,
        metric: viewerFunction.metric('FunctionExecutionErrors'),
        statistic: 'Sum',
        comparison: 'GreaterThanOrEqualToThreshold',
        threshold: 1,
        periodSeconds: 300,
        evaluationPeriods: 2,
      });
    }
    if (webAcl !== undefined) {
      new MetricAlarm(this, 'BlockedRequests', {
        name: `web-blocked-requests-${stage}`,
        description:
          'The web ACL blocks many requests: an attack, or a rule that meets honest clients; see the log aws-waf-logs-…',
        topic,
        metric: webAcl.metric('BlockedRequests'),
        statistic: 'Sum',
        comparison: 'GreaterThanThreshold',
        threshold: 1000,
        periodSeconds: 300,
        evaluationPeriods: 2,
      });
    }
  }

  #watchDistribution(name: string, distribution: Distribution, { stage, topic }: EdgeAlarmsProps): void {
    const alarms = new Construct(this, name);
    new MetricAlarm(alarms, 'ServerErrors', {
      name: `${name}-edge-server-errors-${stage}`,
      description: `More than 5 % of the viewers' requests are answered with server errors: see the load balancer, then the log of CloudFront`,
      topic,
      metric: distribution.metric('5xxErrorRate'),
      statistic: 'Average',
      comparison: 'GreaterThanThreshold',
      threshold: 5,
      periodSeconds: 300,
      evaluationPeriods: 2,
    });
    new MetricAlarm(alarms, 'Errors', {
      name: `${name}-edge-errors-${stage}`,
      description: `More than a quarter of the viewers' requests are answered with errors: see the paths in the log of CloudFront`,
      topic,
      metric: distribution.metric('TotalErrorRate'),
      statistic: 'Average',
      comparison: 'GreaterThanThreshold',
      threshold: 25,
      periodSeconds: 300,
      evaluationPeriods: 3,
    });
    new MetricAlarm(alarms, 'OriginLatency', {
      name: `${name}-edge-origin-latency-${stage}`,
      description: `One in a hundred requests that CloudFront sends on takes over three seconds: see the load balancer's dashboard`,
      topic,
      metric: distribution.metric('OriginLatency'),
      statistic: 'p99',
      comparison: 'GreaterThanThreshold',
      threshold: 3000,
      periodSeconds: 300,
      evaluationPeriods: 3,
    });
  }
}
