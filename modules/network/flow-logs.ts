import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { type Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';
import { ServiceRole } from '../iam/service-role';
import { LogGroup } from '../logs/log-group';

export interface FlowLogsProps {
  /** Names the log group `/vpc/<name>/flow-logs` and the role `<name>-flow-logs`. */
  readonly name: string;
  readonly vpc: Vpc;
  readonly accountId: string;
  readonly region: string;
  readonly retentionDays: number;
}

/** Every connection of a VPC, accepted and refused, in a log group of its own, aggregated over ten minutes. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { name, vpc, accountId, region, retentionDays } = props;
    const logs = new LogGroup(this, 'LogGroup', { name: `/vpc/${name}/flow-logs`, retentionDays });
    const role = new ServiceRole(this, 'Role', {
      name: `${name}-flow-logs`,
      service: 'vpc-flow-logs.amazonaws.com',
      sourceAccountId: accountId,
    });
    const policy = role.allow('Policy', [
      {
        Sid: 'Log',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: `arn:aws:logs:${region}:${accountId}:log-group:/vpc/${name}/flow-logs:*`,
      },
    ]);
    new FlowLog(this, 'Resource', {
      vpcId: vpc.id,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: logs.group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 600,
      tags: { Name: name },
      dependsOn: [policy],
    });
  }
}
