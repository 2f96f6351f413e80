import { EcsCluster } from '../../../modules/ecs/cluster';
import { FargateService, type FargateServiceProps } from '../../../modules/ecs/fargate-service';
import { ApplicationLoadBalancer } from '../../../modules/load-balancing/application-load-balancer';
import { IpTargetGroup } from '../../../modules/load-balancing/ip-target-group';
import { someDigest, someTaskProps } from '../../support/some-fargate';
import { someCertificate, someLogBucket, someSecurityGroup } from '../../support/some-load-balancing';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<FargateServiceProps> = {}, allowExec = false) =>
  new SynthesizedScope((scope) => {
    const securityGroup = someSecurityGroup(scope);
    const targetGroup = new IpTargetGroup(scope, 'TargetGroup', {
      name: 'shop-cart-stg',
      network: securityGroup.network,
      port: 3000,
    });
    const balancer = new ApplicationLoadBalancer(scope, 'LoadBalancer', {
      name: 'shop',
      securityGroup,
      tier: 'private',
      certificate: someCertificate(scope),
      logBucket: someLogBucket(scope),
      otherwise: targetGroup,
    });
    new FargateService(scope, 'Service', {
      ...someTaskProps(scope),
      cluster: new EcsCluster(scope, 'Cluster', { name: 'shop-stg', logRetentionDays: 30, allowExec }),
      securityGroup,
      tier: 'private',
      targetGroup,
      routes: [balancer.https],
      releaseParameter: '/release/cart',
      ...props,
    });
  });

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
});
