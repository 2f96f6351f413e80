import { Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { MetricAlarm } from '../../modules/alarms/metric-alarm';
import { ServerErrorsAlarm } from '../../modules/alarms/server-errors-alarm';
import { type FargateContainer, nodeHealthCheck } from '../../modules/ecs/container';
import { FargateService, type FargateServiceProps } from '../../modules/ecs/fargate-service';
import { IpTargetGroup } from '../../modules/load-balancing/ip-target-group';
import { type ListenerRule } from '../../modules/load-balancing/listener-rule';
import { releaseParameterName } from '../releases';
import { frontEnvironment, frontStatements } from './front-program';
import { frontPort } from './groups';
import { type WebLoadBalancer } from './load-balancer';
import { type WebNetworkStack } from './network-stack';

export interface FrontServiceProps {
  readonly environment: Environment;
  readonly network: WebNetworkStack;
  /** Load balancer whose listener gets the site's rule. */
  readonly loadBalancer: WebLoadBalancer;
}

const appPort = 3000;

/** Account of nginx in its unprivileged image. */
const proxyUser = '101:101';

/** The load balancer lets go of a task first, and both programs have longer than that to end what is under way. */
const drainSeconds = 20;
const stopTimeoutSeconds = 30;

/** Longer than the alarms on server errors take to ring. */
const bakeTimeMinutes = 5;
const errorPeriodSeconds = 60;

/** The site: a reverse proxy and the Nuxt server behind it in one task, with target group, or two, and rule. */
export class FrontService extends Construct {
  readonly service: FargateService;
  /** Group that gets the requests at first; with blue/green it takes turns with another. */
  readonly targetGroup: IpTargetGroup;
  readonly rules: readonly ListenerRule[];

  constructor(scope: Construct, id: string, { environment, network, loadBalancer }: FrontServiceProps) {
    super(scope, id);
    const { stage, accountId, region, logRetentionDays, web } = environment;
    const name = `web-${stage}`;
    const group = (groupId: string, groupName: string, goesLast = false) =>
      new IpTargetGroup(this, groupId, {
        name: groupName,
        goesLast,
        network: network.network,
        port: frontPort,
        healthCheckPath: '/healthz',
        deregistrationDelaySeconds: drainSeconds,
      });
    this.targetGroup = group('TargetGroup', name);
    const green = web.deployment === 'blueGreen' ? group('GreenTargetGroup', `web-green-${stage}`, true) : undefined;
    const rule = loadBalancer.route(this, 'Rule', {
      priority: 100,
      // Where a bucket is asked first, the load balancer is asked under its own name.
      hosts: [web.domainName, ...(loadBalancer.publicAccess ? [loadBalancer.publicAccess.domainName] : [])],
      to: green ? { blue: this.targetGroup, green } : this.targetGroup,
    });
    this.rules = [rule];
    const serverErrors = (alarmId: string, alarmName: string, targetGroup: IpTargetGroup) =>
      new ServerErrorsAlarm(this, alarmId, {
        name: `${alarmName}-${stage}`,
        description: 'The site answers with server errors: see the log of its containers',
        topic: network.topic,
        metric: loadBalancer.loadBalancer.targetMetric('HTTPCode_Target_5XX_Count', targetGroup),
        periodSeconds: errorPeriodSeconds,
      });
    const errors = [
      serverErrors('ServerErrors', 'web-server-errors', this.targetGroup),
      ...(green ? [serverErrors('GreenServerErrors', 'web-green-server-errors', green)] : []),
    ];
    this.service = new FargateService(this, 'Service', {
      name,
      accountId,
      region,
      cluster: network.cluster,
      containers: containersOf(environment, network),
      target: 'reverse-proxy',
      cpu: 512,
      memoryMiB: 1024,
      statements: frontStatements(environment),
      logRetentionDays,
      securityGroup: network.groups.web,
      tier: 'isolated',
      targetGroup: this.targetGroup,
      routes: [rule.rule],
      deployment: green
        ? { blueGreen: { alternateTargetGroup: green, productionRule: rule, bakeTimeMinutes } }
        : 'rolling',
      rollbackAlarms: errors.map(({ alarmName }) => alarmName),
      desiredCount: web.minTasks,
      scaling: {
        steps: { loadBalancer: loadBalancer.loadBalancer, minTasks: web.minTasks, maxTasks: web.maxTasks },
      },
      releaseParameter: releaseParameterName(stage, 'web'),
    });
    if (green) {
      new MetricAlarm(this, 'GreenUnhealthyHosts', {
        name: `web-green-unhealthy-hosts-${stage}`,
        description: 'A task of the site fails the health check of its second target group: see its log',
        topic: network.topic,
        metric: loadBalancer.loadBalancer.targetMetric('UnHealthyHostCount', green),
        statistic: 'Maximum',
        comparison: 'GreaterThanOrEqualToThreshold',
        threshold: 1,
        periodSeconds: 60,
        evaluationPeriods: 3,
      });
    }
  }
}

function containersOf(environment: Environment, { repositories }: WebNetworkStack): FargateServiceProps['containers'] {
  const { stage, web } = environment;
  const app: FargateContainer = {
    name: 'app',
    repository: repositories.app,
    imageDigest: web.images.app,
    port: appPort,
    environment: { PORT: String(appPort), ...frontEnvironment(environment) },
    healthCheck: nodeHealthCheck,
    stopTimeoutSeconds,
    logGroupName: `/web/${stage}/app`,
  };
  const reverseProxy: FargateContainer = {
    name: 'reverse-proxy',
    repository: repositories.proxy,
    imageDigest: web.images.proxy,
    port: frontPort,
    environment: { PORT: String(frontPort), APP_PORT: String(appPort) },
    user: proxyUser,
    writablePaths: ['/tmp'],
    dependsOnHealthy: ['app'],
    stopTimeoutSeconds,
    logGroupName: `/web/${stage}/reverse-proxy`,
  };
  return [app, reverseProxy];
}
