import { AppsyncApiKey } from '@cdktf/provider-aws/lib/appsync-api-key';
import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import { DataResource, Fn } from 'cdktf';
import { Construct } from 'constructs';
import { type AlarmTopic } from '../alarms/alarm-topic';
import { type ServiceRole } from '../iam/service-role';
import { type GraphqlApi } from './graphql-api';

/** AppSync takes up to 365 days; a day less leaves room for the rounding to the full hour. */
const lifetimeHours = 364 * 24;
const reminderDays = 30;

export interface ApiKeyProps {
  readonly api: GraphqlApi;
  /** Name of the key, told in the reminder. */
  readonly name: string;
  /** Name of the system the key opens, prefix of the reminder's name. */
  readonly systemName: string;
  /** Told 30 days before the key expires. */
  readonly topic: AlarmTopic;
  /** Role under which the reminder is published. */
  readonly reminderRole: ServiceRole;
}

/**
 * An API key that lives for 364 days from the apply that makes it. Terraform takes the date at that apply and keeps it in
 * state, so synth needs no clock and a later plan changes nothing.
 */
export class ApiKey extends Construct {
  readonly key: AppsyncApiKey;

  constructor(scope: Construct, id: string, props: ApiKeyProps) {
    super(scope, id);
    const { api, name, systemName, topic, reminderRole } = props;
    const expiry = new DataResource(this, 'Expiry', { lifecycle: { ignoreChanges: ['input'] } });
    const fullHour = Fn.formatdate("YYYY-MM-DD'T'hh':00:00Z'", Fn.plantimestamp());
    expiry.addOverride('input', Fn.timeadd(fullHour, `${lifetimeHours}h`));
    const expires = expiry.getStringAttribute('output');
    this.key = new AppsyncApiKey(this, 'Resource', {
      apiId: api.apiId,
      description: `${systemName} ${name}`,
      expires,
      dependsOn: [api.logGroup],
    });
    const remindAt = Fn.formatdate("YYYY-MM-DD'T'hh:mm:ss", Fn.timeadd(expires, `-${reminderDays * 24}h`));
    new SchedulerSchedule(this, 'Reminder', {
      name: `${systemName}-key-${name}-reminder`,
      description: `${reminderDays} days before the API key ${name} expires`,
      scheduleExpression: `at(${remindAt})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: topic.arn,
        roleArn: reminderRole.arn,
        input:
          `The API key "${name}" of ${systemName} expires in ${reminderDays} days. Add a new name in front of ` +
          'MESH_API_KEYS, deploy, give clients the new key, then remove the old name.',
      },
    });
  }
}
