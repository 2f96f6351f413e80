import { type Construct } from 'constructs';
import { EcsCluster } from '../../../modules/ecs/cluster';
import { FargateService, type FargateServiceProps } from '../../../modules/ecs/fargate-service';
import { type StepOptions } from '../../../modules/ecs/step-scaling';
import { ApplicationLoadBalancer } from '../../../modules/load-balancing/application-load-balancer';
import { IpTargetGroup } from '../../../modules/load-balancing/ip-target-group';
import { someContainer, someDigest, someTaskProps } from '../../support/some-fargate';
import { someCertificate, someLogBucket, someSecurityGroup } from '../../support/some-load-balancing';
import { SynthesizedScope } from '../../support/synth-scope';

/** What a service may be built of. */
interface Parts {
  readonly scope: Construct;
  readonly balancer: ApplicationLoadBalancer;
  readonly targetGroup: IpTargetGroup;
  readonly greenGroup: IpTargetGroup;
}

type Props = Partial<FargateServiceProps> & { readonly imageDigest?: string };

const synthWith = (propsOf: (parts: Parts) => Props, allowExec = false) =>
  new SynthesizedScope((scope) => {
    const securityGroup = someSecurityGroup(scope);
    const group = (id: string, name: string) =>
      new IpTargetGroup(scope, id, { name, network: securityGroup.network, port: 3000 });
    const targetGroup = group('TargetGroup', 'shop-cart-stg');
    const greenGroup = group('GreenGroup', 'shop-green-stg');
    const balancer = new ApplicationLoadBalancer(scope, 'LoadBalancer', {
      name: 'shop',
      securityGroup,
      tier: 'private',
      certificate: someCertificate(scope),
      logBucket: someLogBucket(scope),
      otherwise: targetGroup,
    });
    const { imageDigest, ...props } = propsOf({ scope, balancer, targetGroup, greenGroup });
    new FargateService(scope, 'Service', {
      ...someTaskProps(scope, props.containers ?? [someContainer(scope, { imageDigest })]),
      cluster: new EcsCluster(scope, 'Cluster', { name: 'shop-stg', logRetentionDays: 30, allowExec }),
      securityGroup,
      tier: 'private',
      targetGroup,
      routes: [balancer.https],
      releaseParameter: '/release/cart',
      ...props,
    });
  });

const synth = (props: Props = {}, allowExec = false) => synthWith(() => props, allowExec);

const service = (scope: SynthesizedScope) => scope.only('aws_ecs_service');
const suspended = (state: boolean) => ({
  dynamic_scaling_in_suspended: state,
  dynamic_scaling_out_suspended: state,
  scheduled_scaling_suspended: state,
});

describe('FargateService', () => {
  it('runs tasks without public addresses behind the target group, and takes back a deployment that fails', () => {
    expect(service(synth({ imageDigest: someDigest }))).toMatchObject({
      name: 'shop-cart-stg',
      launch_type: 'FARGATE',
      desired_count: 2,
      deployment_circuit_breaker: { enable: true, rollback: true },
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      availability_zone_rebalancing: 'ENABLED',
      health_check_grace_period_seconds: 60,
      enable_execute_command: false,
      propagate_tags: 'SERVICE',
      network_configuration: {
        assign_public_ip: false,
        subnets: [
          expect.stringContaining('PrivateSubnet-eu-west-1a'),
          expect.stringContaining('PrivateSubnet-eu-west-1c'),
        ],
        security_groups: [expect.stringMatching(/aws_security_group\.SecurityGroup_\w+\.id/)],
      },
      load_balancer: [
        {
          target_group_arn: expect.stringMatching(/aws_lb_target_group\.TargetGroup_\w+\.arn/),
          container_name: 'cart',
          container_port: 3000,
        },
      ],
    });
  });

  it('leaves to a release which revision runs and how many tasks', () => {
    expect(service(synth()).lifecycle).toEqual({ ignore_changes: ['task_definition', 'desired_count'] });
  });

  it('waits for its rights and for a load balancer that uses the target group', () => {
    expect(service(synth()).depends_on).toEqual([
      expect.stringMatching(/^aws_iam_role_policy\.Service_Task_Roles_Execution_Policy_/),
      expect.stringMatching(/^aws_lb_listener\.LoadBalancer_Https_/),
    ]);
  });

  it('without an image runs nothing, and scaling starts nothing', () => {
    const scope = synth();
    expect(service(scope).desired_count).toBe(0);
    expect(scope.only('aws_appautoscaling_target')).toMatchObject({
      suspended_state: suspended(true),
      lifecycle: { ignore_changes: ['suspended_state'] },
    });
  });

  it('with an image runs the desired tasks, and scales', () => {
    const scope = synth({ imageDigest: someDigest, desiredCount: 3 });
    expect(service(scope).desired_count).toBe(3);
    expect(scope.only('aws_appautoscaling_target').suspended_state).toEqual(suspended(false));
  });

  it('has the same resources with and without an image', () => {
    const addresses = (scope: SynthesizedScope) => scope.resources.map(({ address }) => address);
    expect(addresses(synth({ imageDigest: someDigest }))).toEqual(addresses(synth()));
  });

  it.each([undefined, someDigest])('tells a release what to copy and where to put it (image %p)', (imageDigest) => {
    const parameter = synth({ imageDigest }).only('aws_ssm_parameter');
    expect(parameter).toMatchObject({ name: '/release/cart', type: 'String' });
    expect(JSON.parse(String(parameter.value))).toEqual({
      cluster: expect.stringMatching(/^\$\{aws_ecs_cluster\.\w+\.name\}$/),
      service: expect.stringMatching(/^\$\{aws_ecs_service\.\w+\.name\}$/),
      taskDefinition: expect.stringMatching(/^\$\{aws_ecs_task_definition\.\w+\.arn\}$/),
      container: 'cart',
      repository: expect.stringMatching(/^\$\{aws_ecr_repository\.\w+\.repository_url\}$/),
      desiredCount: 2,
      scalableTarget: expect.stringMatching(
        /^service\/\$\{aws_ecs_cluster\.\w+\.name\}\/\$\{aws_ecs_service\.\w+\.name\}$/,
      ),
    });
  });

  it('follows its load between 1 and 10 tasks: CPU at 70 %, memory at 80 %, 300 seconds apart', () => {
    const scope = synth();
    expect(scope.only('aws_appautoscaling_target')).toMatchObject({
      service_namespace: 'ecs',
      scalable_dimension: 'ecs:service:DesiredCount',
      min_capacity: 1,
      max_capacity: 10,
    });
    const policies = scope.all('aws_appautoscaling_policy');
    expect(
      policies.map(({ name, policy_type, target_tracking_scaling_policy_configuration }) => ({
        name,
        policy_type,
        ...(target_tracking_scaling_policy_configuration as object),
      })),
    ).toEqual([
      {
        name: 'shop-cart-stg-cpu',
        policy_type: 'TargetTrackingScaling',
        target_value: 70,
        scale_in_cooldown: 300,
        scale_out_cooldown: 300,
        predefined_metric_specification: { predefined_metric_type: 'ECSServiceAverageCPUUtilization' },
      },
      {
        name: 'shop-cart-stg-memory',
        policy_type: 'TargetTrackingScaling',
        target_value: 80,
        scale_in_cooldown: 300,
        scale_out_cooldown: 300,
        predefined_metric_specification: { predefined_metric_type: 'ECSServiceAverageMemoryUtilization' },
      },
    ]);
  });

  it('takes exec sessions exactly when its cluster does', () => {
    expect(service(synth({}, true)).enable_execute_command).toBe(true);
  });

  it.each<[Partial<FargateServiceProps>, string]>([
    [{ desiredCount: 0 }, 'Service: desiredCount must be an integer from 1 to 10, got 0'],
    [{ desiredCount: 5, scaling: { maxTasks: 4 } }, 'Service: desiredCount must be an integer from 1 to 4, got 5'],
    [{ healthCheckGracePeriodSeconds: -1 }, 'Service: healthCheckGracePeriodSeconds must be an integer from 0'],
    [{ scaling: { minTasks: 11 } }, 'Scaling: minTasks must be an integer from 0 to 10, got 11'],
    [{ scaling: { maxTasks: 5001 } }, 'Scaling: maxTasks must be an integer from 1 to 5000, got 5001'],
    [{ scaling: { cpuPercent: 0 } }, 'Scaling: cpuPercent must be an integer from 1 to 100, got 0'],
    [{ scaling: { memoryPercent: 101 } }, 'Scaling: memoryPercent must be an integer from 1 to 100, got 101'],
    [{ scaling: { cooldownSeconds: 3601 } }, 'Scaling: cooldownSeconds must be an integer from 0 to 3600, got 3601'],
  ])('refuses %p', (props, fault) => {
    expect(() => synth(props)).toThrow(fault);
  });

  it('refuses a target that is no container of the task', () => {
    expect(() => synth({ target: 'proxy' })).toThrow('Service: target must be one of the containers cart, got "proxy"');
  });

  it('rolls a deployment back when an alarm rings, and goes without the circuit breaker when told so', () => {
    const properties = service(synth({ rollbackAlarms: ['errors'], circuitBreaker: false }));
    expect(properties).toMatchObject({
      alarms: { alarm_names: ['errors'], enable: true, rollback: true },
      deployment_circuit_breaker: { enable: false, rollback: false },
    });
    expect(properties).not.toHaveProperty('deployment_configuration');
    expect(service(synth())).not.toHaveProperty('alarms');
  });
});

describe('FargateService of two containers', () => {
  const scope = synthWith((parts) => ({
    containers: [
      someContainer(parts.scope),
      someContainer(parts.scope, { name: 'proxy', port: 8080, dependsOnHealthy: ['cart'] }),
    ],
    target: 'proxy',
  }));

  it('sends requests to the one named', () => {
    expect(service(scope).load_balancer).toMatchObject([{ container_name: 'proxy', container_port: 8080 }]);
  });

  it('tells a release of both, the first as the main one', () => {
    const release = JSON.parse(String(scope.only('aws_ssm_parameter').value)) as Record<string, unknown>;
    expect(release).toMatchObject({
      container: 'cart',
      repository: expect.stringMatching(/^\$\{aws_ecr_repository\.Repository_\w+\.repository_url\}$/),
      sidecars: [
        {
          container: 'proxy',
          repository: expect.stringMatching(/^\$\{aws_ecr_repository\.Repository-proxy_\w+\.repository_url\}$/),
        },
      ],
    });
  });
});

describe('FargateService with blue/green deployment', () => {
  const rule = ({ scope, balancer, targetGroup, greenGroup }: Parts, id = 'Rule', priority = 1) =>
    balancer.route(scope, id, { priority, paths: ['/'], to: { blue: targetGroup, green: greenGroup } });
  const synthBlueGreen = (more: Props & { readonly bakeTimeMinutes?: number } = {}, withTestRule = false) =>
    synthWith((parts) => {
      const { bakeTimeMinutes, ...props } = more;
      return {
        deployment: {
          blueGreen: {
            alternateTargetGroup: parts.greenGroup,
            productionRule: rule(parts),
            ...(withTestRule && { testRule: rule(parts, 'TestRule', 2) }),
            bakeTimeMinutes,
          },
        },
        ...props,
      };
    });

  it('lets ECS turn the production rule, and keeps the former tasks ready for five minutes', () => {
    const properties = service(synthBlueGreen());
    expect(properties).toMatchObject({
      deployment_configuration: { strategy: 'BLUE_GREEN', bake_time_in_minutes: '5' },
      load_balancer: [
        {
          target_group_arn: expect.stringMatching(/\.TargetGroup_\w+\.arn/),
          advanced_configuration: {
            alternate_target_group_arn: expect.stringMatching(/\.GreenGroup_\w+\.arn/),
            production_listener_rule: expect.stringMatching(/aws_lb_listener_rule\.Rule_\w+\.arn/),
            role_arn: expect.stringMatching(/aws_iam_role\.Service_Traffic_Role_\w+\.arn/),
          },
        },
      ],
    });
    expect(properties).not.toHaveProperty('deployment_circuit_breaker');
    expect(JSON.stringify(properties)).not.toContain('test_listener_rule');
    expect(service(synthBlueGreen({ bakeTimeMinutes: 30 }))).toMatchObject({
      deployment_configuration: { bake_time_in_minutes: '30' },
    });
  });

  it('shows new tasks by a test rule first, where there is one', () => {
    const scope = synthBlueGreen({}, true);
    expect(service(scope)).toMatchObject({
      load_balancer: [
        { advanced_configuration: { test_listener_rule: expect.stringMatching(/aws_lb_listener_rule\.TestRule_/) } },
      ],
    });
    expect(scope.statements('Traffic')).toMatchObject([
      { Sid: 'Look' },
      { Sid: 'Targets' },
      { Sid: 'Weights', Resource: [expect.stringContaining('.Rule_'), expect.stringContaining('.TestRule_')] },
    ]);
  });

  it('lets ECS register with the two groups and change that one rule, and nothing else', () => {
    const scope = synthBlueGreen();
    expect(scope.statements('Traffic')).toEqual([
      {
        Sid: 'Look',
        Effect: 'Allow',
        Action: ['Listeners', 'Rules', 'TargetGroups', 'TargetHealth'].map(
          (what) => `elasticloadbalancing:Describe${what}`,
        ),
        Resource: '*',
      },
      {
        Sid: 'Targets',
        Effect: 'Allow',
        Action: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
        Resource: [expect.stringContaining('.TargetGroup_'), expect.stringContaining('.GreenGroup_')],
      },
      {
        Sid: 'Weights',
        Effect: 'Allow',
        Action: 'elasticloadbalancing:ModifyRule',
        Resource: [expect.stringContaining('.Rule_')],
      },
    ]);
    expect(JSON.parse(String(scope.only('aws_iam_role', 'Traffic').assume_role_policy))).toMatchObject({
      Statement: [{ Principal: { Service: 'ecs.amazonaws.com' } }],
    });
    expect(service(scope).depends_on).toContainEqual(expect.stringMatching(/^aws_iam_role_policy\.Service_Traffic_/));
  });

  it('begins with the first group, and Terraform leaves later weights alone', () => {
    expect(synthBlueGreen().only('aws_lb_listener_rule')).toMatchObject({
      action: [
        {
          type: 'forward',
          forward: {
            target_group: [
              { arn: expect.stringContaining('.TargetGroup_'), weight: 100 },
              { arn: expect.stringContaining('.GreenGroup_'), weight: 0 },
            ],
          },
        },
      ],
      lifecycle: { ignore_changes: ['action'] },
    });
  });

  it('refuses what excludes it', () => {
    expect(() => synthBlueGreen({ circuitBreaker: true })).toThrow(
      'Service: circuitBreaker must be absent with a blueGreen deployment, got true; use rollbackAlarms',
    );
    expect(() => synthBlueGreen({ bakeTimeMinutes: 1441 })).toThrow(
      'Service: bakeTimeMinutes must be an integer from 0 to 1440, got 1441',
    );
  });

  it('refuses a rule that does not send to both groups, and one group for both', () => {
    const ruleToOne = ({ balancer, scope, targetGroup }: Parts) =>
      balancer.route(scope, 'RuleToOne', { priority: 9, paths: ['/'], to: targetGroup });
    const toOne = (parts: Parts, alternateTargetGroup: IpTargetGroup) => ({
      deployment: { blueGreen: { alternateTargetGroup, productionRule: ruleToOne(parts) } },
    });
    expect(() => synthWith((parts) => toOne(parts, parts.greenGroup))).toThrow(
      'productionRule must send to targetGroup and alternateTargetGroup, got a rule to stack/TargetGroup',
    );
    expect(() => synthWith((parts) => toOne(parts, parts.targetGroup))).toThrow(
      'alternateTargetGroup must be another than targetGroup',
    );
    expect(() =>
      synthWith((parts) => ({
        deployment: {
          blueGreen: {
            alternateTargetGroup: parts.greenGroup,
            productionRule: rule(parts),
            testRule: ruleToOne(parts),
          },
        },
      })),
    ).toThrow('testRule must send to targetGroup and alternateTargetGroup, got a rule to stack/TargetGroup');
  });
});

describe('FargateService that scales by steps', () => {
  const synthSteps = (steps: Omit<StepOptions, 'loadBalancer'> = {}, more: Props = {}) =>
    synthWith(({ balancer }) => ({ scaling: { steps: { ...steps, loadBalancer: balancer } }, ...more }));
  const policies = (scope: SynthesizedScope) =>
    new Map(scope.all('aws_appautoscaling_policy').map((policy) => [policy.name, policy]));
  const alarmOf = (scope: SynthesizedScope, part: string) => scope.only('aws_cloudwatch_metric_alarm', part);

  it('has 1 to 8 tasks, none while there is no image', () => {
    const scope = synthSteps();
    expect(scope.only('aws_appautoscaling_target')).toMatchObject({
      min_capacity: 1,
      max_capacity: 8,
      suspended_state: suspended(true),
    });
    expect(service(scope).desired_count).toBe(0);
    expect(synthSteps({ minTasks: 2, maxTasks: 4 }).only('aws_appautoscaling_target')).toMatchObject({
      min_capacity: 2,
      max_capacity: 4,
    });
  });

  it('adds a task from 50 % of CPU on, two from 75 % on', () => {
    const scope = synthSteps();
    expect(policies(scope).get('shop-cart-stg-cpu-high')).toMatchObject({
      policy_type: 'StepScaling',
      step_scaling_policy_configuration: {
        adjustment_type: 'ChangeInCapacity',
        metric_aggregation_type: 'Average',
        cooldown: 60,
        step_adjustment: [
          { metric_interval_lower_bound: '0', metric_interval_upper_bound: '25', scaling_adjustment: 1 },
          { metric_interval_lower_bound: '25', scaling_adjustment: 2 },
        ],
      },
    });
    expect(alarmOf(scope, 'ScaleOut')).toMatchObject({
      namespace: 'AWS/ECS',
      metric_name: 'CPUUtilization',
      statistic: 'Average',
      comparison_operator: 'GreaterThanOrEqualToThreshold',
      threshold: 50,
      period: 60,
      evaluation_periods: 2,
      alarm_actions: [expect.stringMatching(/aws_appautoscaling_policy\.Service_Scaling_ScaleOut_\w+\.arn/)],
    });
  });

  it('takes a task away down from 15 % of CPU', () => {
    const scope = synthSteps();
    expect(policies(scope).get('shop-cart-stg-cpu-low')).toMatchObject({
      step_scaling_policy_configuration: {
        cooldown: 300,
        step_adjustment: [{ metric_interval_upper_bound: '0', scaling_adjustment: -1 }],
      },
    });
    expect(alarmOf(scope, 'ScaleIn')).toMatchObject({
      comparison_operator: 'LessThanOrEqualToThreshold',
      threshold: 15,
      evaluation_periods: 10,
      treat_missing_data: 'missing',
      alarm_actions: [expect.stringMatching(/aws_appautoscaling_policy\.Service_Scaling_ScaleIn_\w+\.arn/)],
    });
  });

  it('grows with its requests, and leaves shrinking to the steps', () => {
    const policy = policies(synthSteps({ requestsPerTask: 500 })).get('shop-cart-stg-requests');
    expect(policy).toMatchObject({
      policy_type: 'TargetTrackingScaling',
      target_tracking_scaling_policy_configuration: {
        target_value: 500,
        disable_scale_in: true,
        predefined_metric_specification: {
          predefined_metric_type: 'ALBRequestCountPerTarget',
          resource_label: expect.stringMatching(
            /^\$\{aws_lb\.LoadBalancer_\w+\.arn_suffix\}\/\$\{aws_lb_target_group\.TargetGroup_\w+\.arn_suffix\}$/,
          ),
        },
      },
    });
  });

  it('adds up the requests of both groups where they take turns', () => {
    const scope = synthWith((parts) => ({
      deployment: {
        blueGreen: {
          alternateTargetGroup: parts.greenGroup,
          productionRule: parts.balancer.route(parts.scope, 'Rule', {
            priority: 1,
            hosts: ['shop.example.com'],
            to: { blue: parts.targetGroup, green: parts.greenGroup },
          }),
        },
      },
      scaling: { steps: { loadBalancer: parts.balancer } },
    }));
    const query = (id: string, group: string) => ({
      id,
      return_data: false,
      metric_stat: {
        stat: 'Sum',
        metric: {
          namespace: 'AWS/ApplicationELB',
          metric_name: 'RequestCountPerTarget',
          dimensions: [
            { name: 'LoadBalancer', value: expect.stringContaining('arn_suffix') },
            { name: 'TargetGroup', value: expect.stringContaining(`.${group}_`) },
          ],
        },
      },
    });
    expect(policies(scope).get('shop-cart-stg-requests')).toMatchObject({
      target_tracking_scaling_policy_configuration: {
        customized_metric_specification: {
          metrics: [
            { id: 'requests', expression: 'FILL(m0, 0) + FILL(m1, 0)', return_data: true },
            query('m0', 'TargetGroup'),
            query('m1', 'GreenGroup'),
          ],
        },
      },
    });
  });

  it.each<[Omit<StepOptions, 'loadBalancer'>, Props, string]>([
    [{}, { desiredCount: 9 }, 'Service: desiredCount must be an integer from 1 to 8, got 9'],
    [{ minTasks: 9 }, {}, 'Scaling: minTasks must be an integer from 0 to 8, got 9'],
    [{ scaleInCpuPercent: 50 }, {}, 'Scaling: scaleInCpuPercent must be an integer from 1 to 49, got 50'],
    [{ scaleOutCpuPercent: 101 }, {}, 'Scaling: scaleOutCpuPercent must be an integer from 2 to 100, got 101'],
    [{ requestsPerTask: 0 }, {}, 'Scaling: requestsPerTask must be an integer from 1 to 1000000, got 0'],
  ])('refuses %p with %p', (steps, more, fault) => {
    expect(() => synthSteps(steps, more)).toThrow(fault);
  });
});
