import { type DeployedResource } from '../../local/runtime/state/deployment';

const place = 'ap-northeast-1:111122223333';
const containerPort = 8000;

export interface RollingService {
  readonly cluster: string;
  readonly name: string;
  /** ARNs of two task definitions that differ in nothing but their revision. */
  readonly revisions: readonly [string, string];
  readonly resources: readonly DeployedResource[];
}

/**
 * What a state holds of the proxy's stack, as far as a rolling restart needs it: a load balancer with a target group, a
 * service of two tasks with the deployed checks and delays, and a second revision to roll to.
 */
export function rollingResources(digest: string, variables: Readonly<Record<string, string>>): RollingService {
  const [cluster, name] = ['gateway-stg', 'gateway-proxy-stg'];
  const loadBalancerArn = `arn:aws:elasticloadbalancing:${place}:loadbalancer/app/gateway-public-stg/0123456789abcdef`;
  const targetGroupArn = `arn:aws:elasticloadbalancing:${place}:targetgroup/gateway-proxy-stg/0123456789abcdef`;
  const revisions = [1, 2].map((revision) => `arn:aws:ecs:${place}:task-definition/${name}:${revision}`);
  const [first = '', second = ''] = revisions;
  const container = {
    name: 'proxy',
    image: `111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/gateway-proxy-stg@${digest}`,
    essential: true,
    portMappings: [{ containerPort }],
    environment: Object.entries({ PORT: String(containerPort), ...variables }).map(([key, value]) => ({
      name: key,
      value,
    })),
    healthCheck: { command: ['CMD', '/nodejs/bin/node', 'health-check.cjs'], interval: 10, timeout: 5, retries: 3 },
    stopTimeout: 30,
  };
  const definitions = revisions.map((arn, index) =>
    resource('aws_ecs_task_definition', `Revision${index + 1}`, {
      arn,
      family: name,
      revision: index + 1,
      container_definitions: JSON.stringify([container]),
      cpu: '256',
      memory: '512',
      network_mode: 'awsvpc',
      requires_compatibilities: ['FARGATE'],
    }),
  );
  const resources = [
    resource('aws_subnet', 'Subnet', { id: 'subnet-1', vpc_id: 'vpc-1' }),
    resource('aws_lb', 'LoadBalancer', {
      arn: loadBalancerArn,
      name: 'gateway-public-stg',
      load_balancer_type: 'application',
      internal: true,
      dns_name: 'internal-gateway-public-stg-1.ap-northeast-1.elb.amazonaws.com',
      vpc_id: 'vpc-1',
      idle_timeout: 60,
    }),
    resource('aws_lb_target_group', 'TargetGroup', {
      arn: targetGroupArn,
      name: 'gateway-proxy-stg',
      port: containerPort,
      protocol: 'HTTP',
      target_type: 'ip',
      deregistration_delay: '30',
      health_check: [
        {
          enabled: true,
          path: '/health',
          matcher: '200',
          interval: 30,
          timeout: 5,
          healthy_threshold: 2,
          unhealthy_threshold: 3,
        },
      ],
    }),
    resource('aws_lb_listener', 'Listener', {
      arn: `arn:aws:elasticloadbalancing:${place}:listener/app/gateway-public-stg/0123456789abcdef/0123456789abcdef`,
      load_balancer_arn: loadBalancerArn,
      port: 80,
      protocol: 'HTTP',
      default_action: [{ type: 'forward', order: 1, target_group_arn: targetGroupArn }],
    }),
    resource('aws_ecs_cluster', 'Cluster', { arn: `arn:aws:ecs:${place}:cluster/${cluster}`, name: cluster }),
    ...definitions,
    resource('aws_ecs_service', 'Service', {
      id: `arn:aws:ecs:${place}:service/${cluster}/${name}`,
      name,
      cluster: `arn:aws:ecs:${place}:cluster/${cluster}`,
      task_definition: first,
      desired_count: 2,
      health_check_grace_period_seconds: 60,
      deployment_circuit_breaker: [{ enable: true, rollback: true }],
      load_balancer: [
        { target_group_arn: targetGroupArn, container_name: container.name, container_port: containerPort },
      ],
      network_configuration: [{ subnets: ['subnet-1'], security_groups: [] }],
    }),
  ];
  return { cluster, name, revisions: [first, second], resources };
}

function resource(type: string, name: string, attributes: DeployedResource['attributes']): DeployedResource {
  return { address: `${type}.${name}`, type, attributes, dependsOn: [] };
}
