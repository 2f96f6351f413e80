import { type Codepipeline } from '@cdktf/provider-aws/lib/codepipeline';
import { CodestarnotificationsNotificationRule } from '@cdktf/provider-aws/lib/codestarnotifications-notification-rule';
import { Construct } from 'constructs';
import { type AlarmTopic } from '../alarms/alarm-topic';
import { MetricAlarm } from '../alarms/metric-alarm';

export interface PipelineNotificationsProps {
  /** Name of the pipeline, which also names the rule. */
  readonly name: string;
  readonly pipeline: Codepipeline;
  readonly topic: AlarmTopic;
}

/** Tells of executions that succeeded or failed, and of an approval that is waited for; rings after a failed execution. */
export class PipelineNotifications extends Construct {
  constructor(scope: Construct, id: string, props: PipelineNotificationsProps) {
    super(scope, id);
    const { name, pipeline, topic } = props;
    topic.admitNotificationRules();
    new CodestarnotificationsNotificationRule(this, 'Rule', {
      name,
      resource: pipeline.arn,
      // What was asked for with the approval comes with the full message only.
      detailType: 'FULL',
      eventTypeIds: [
        'codepipeline-pipeline-manual-approval-needed',
        'codepipeline-pipeline-pipeline-execution-failed',
        'codepipeline-pipeline-pipeline-execution-succeeded',
      ],
      target: [{ type: 'SNS', address: topic.arn }],
    });
    new MetricAlarm(this, 'FailedExecutions', {
      name: `${name}-pipeline-failed`,
      description: `An execution of the pipeline ${name} failed: see its failed action and the log of that action's build.`,
      topic,
      metric: {
        namespace: 'AWS/CodePipeline',
        metricName: 'FailedPipelineExecutions',
        dimensions: { PipelineName: pipeline.name },
      },
      statistic: 'Sum',
      comparison: 'GreaterThanThreshold',
      threshold: 0,
      periodSeconds: 300,
      evaluationPeriods: 1,
    });
  }
}
