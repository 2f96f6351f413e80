import { EcsCluster, type EcsClusterProps } from '../../../modules/ecs/cluster';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<EcsClusterProps> = {}) =>
  new SynthesizedScope(
    (scope) => void new EcsCluster(scope, 'Cluster', { name: 'shop-stg', logRetentionDays: 30, ...props }),
  );

describe('EcsCluster', () => {
  it('publishes Container Insights to a group that is there first, with retention', () => {
    const scope = synth();
    expect(scope.only('aws_ecs_cluster')).toMatchObject({
      name: 'shop-stg',
      setting: [{ name: 'containerInsights', value: 'enabled' }],
      depends_on: [expect.stringMatching(/^aws_cloudwatch_log_group\.Cluster_ContainerInsights_/)],
    });
    expect(scope.only('aws_cloudwatch_log_group')).toMatchObject({
      name: '/aws/ecs/containerinsights/shop-stg/performance',
      retention_in_days: 30,
    });
  });

  it('logs no exec session, since none is allowed unless asked for', () => {
    expect(synth().only('aws_ecs_cluster').configuration).toEqual({
      execute_command_configuration: { logging: 'NONE' },
    });
  });

  it('logs exec sessions to a group of their own where they are allowed', () => {
    const scope = synth({ allowExec: true });
    expect(scope.only('aws_cloudwatch_log_group', 'Exec')).toMatchObject({
      name: '/aws/ecs/exec/shop-stg',
      retention_in_days: 30,
    });
    expect(scope.only('aws_ecs_cluster').configuration).toEqual({
      execute_command_configuration: {
        logging: 'OVERRIDE',
        log_configuration: {
          cloud_watch_log_group_name: expect.stringMatching(/aws_cloudwatch_log_group\.Cluster_Exec_\w+\.name/),
        },
      },
    });
  });

  it.each(['', 'a b', 'a'.repeat(256)])('refuses the name %p', (name) => {
    expect(() => synth({ name })).toThrow(`Cluster: name must be 1 to 255 letters, digits, _ or -, got "${name}"`);
  });
});
