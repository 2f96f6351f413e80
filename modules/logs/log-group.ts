import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Construct } from 'constructs';

export interface LogGroupProps {
  /** The name under which the service writes; a group that exists before the service writes keeps its retention. */
  readonly name: string;
  /** Days that events are kept: a value CloudWatch Logs knows (1, 3, 5, 7, 14, 30, 60, 90, …, 3653). */
  readonly retentionDays: number;
}

/** A log group with retention, encrypted with the service's own key. */
export class LogGroup extends Construct {
  readonly group: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    this.group = new CloudwatchLogGroup(this, 'Resource', { name: props.name, retentionInDays: props.retentionDays });
  }

  /** ARN of the streams in the group, the resource of `logs:CreateLogStream` and `logs:PutLogEvents`. */
  get streamsArn(): string {
    return `${this.group.arn}:*`;
  }
}
