import { join } from 'node:path';
import { Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { type AlarmTopic } from '../../modules/alarms/alarm-topic';
import { MetricAlarm } from '../../modules/alarms/metric-alarm';
import { buildLambdaZip } from '../../modules/bundle/lambda-zip';
import { OriginHeaderSecret } from '../../modules/cloudfront/origin-header-secret';
import { type WebEdge } from './edge';
import { type WebLoadBalancer } from './load-balancer';

export interface OriginSecretProps {
  readonly environment: Environment;
  readonly topic: AlarmTopic;
  /** All of its rules are there already. */
  readonly loadBalancer: WebLoadBalancer;
  readonly edge: WebEdge;
  /** Name of the header that the load balancer asks for. */
  readonly headerName: string;
}

const root = join(__dirname, '../..');

/** The rotated secret between the distributions and a load balancer that faces the internet, with its alarm. */
export class OriginSecret extends Construct {
  constructor(scope: Construct, id: string, props: OriginSecretProps) {
    super(scope, id);
    const { environment, topic, loadBalancer, edge, headerName } = props;
    const { stage, logRetentionDays } = environment;
    const { failures } = new OriginHeaderSecret(this, 'Header', {
      name: `web-origin-header-${stage}`,
      headerName,
      rules: loadBalancer.guardedRules,
      distributions: [edge.front, edge.api],
      webAcl: edge.webAcl,
      code: buildLambdaZip(
        join(root, 'services/web/origin-header/handler.ts'),
        'web-origin-header',
        join(root, 'dist'),
      ),
      logRetentionDays,
    });
    new MetricAlarm(this, 'Failures', {
      name: `web-origin-header-failures-${stage}`,
      description: 'The header between CloudFront and the load balancer was not rotated: see the log of the function',
      topic,
      metric: failures,
      statistic: 'Sum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodSeconds: 300,
      evaluationPeriods: 1,
    });
  }
}
