import { type Attributes, type Refusal, type ResourceKnowledge } from './knowledge';
import { parseArn, regionalArn } from './support/arn';
import { blocks, text, texts } from './support/attributes';
import { uuid } from './support/identifiers';
import { check, isArn, lengthBetween, matches, oneOf, refusal } from './support/rules';

function idsOf(prefix: string, states: string): readonly string[] {
  return states.split(' ').map((state) => `${prefix}-${state}`);
}

/** Events that rules tell of, by the service of the resource. */
const events: Readonly<Record<string, readonly string[]>> = {
  codepipeline: [
    ...idsOf('codepipeline-pipeline-action-execution', 'succeeded failed canceled started'),
    ...idsOf('codepipeline-pipeline-stage-execution', 'started succeeded resumed canceled failed'),
    ...idsOf('codepipeline-pipeline-pipeline-execution', 'failed canceled started resumed succeeded superseded'),
    ...idsOf('codepipeline-pipeline-manual-approval', 'failed needed succeeded'),
  ],
  codebuild: [
    ...idsOf('codebuild-project-build-state', 'failed succeeded in-progress stopped'),
    ...idsOf('codebuild-project-build-phase', 'failure success'),
  ],
  codecommit: [
    ...idsOf('codecommit-repository-comments-on', 'commits pull-requests'),
    ...idsOf('codecommit-repository-approvals', 'status-changed rule-override'),
    ...idsOf('codecommit-repository-pull-request', 'created source-updated status-changed merged'),
    ...idsOf('codecommit-repository-branches-and-tags', 'created deleted updated'),
  ],
  codedeploy: idsOf('codedeploy-application-deployment', 'failed succeeded started'),
};

const creating = 'creating CodeStar Notification Rule: operation error codestar notifications: CreateNotificationRule,';

function eventRefusals(config: Attributes): readonly Refusal[] {
  const service = parseArn(text(config, 'resource') ?? '')?.service;
  if (service === undefined) return [];
  const known = events[service];
  if (known === undefined) {
    return [
      refusal(['resource'], `${creating} ValidationException: notification rules of ${service} are not supported`),
    ];
  }
  const strange = texts(config, 'event_type_ids').filter((id) => !known.includes(id));
  return strange.length === 0
    ? []
    : [
        refusal(
          ['event_type_ids'],
          `${creating} ValidationException: Invalid event type ids for a resource of ${service}: ${strange.join(', ')}`,
          `allowed are ${known.join(', ')}`,
        ),
      ];
}

const notificationRule: ResourceKnowledge = {
  type: 'aws_codestarnotifications_notification_rule',
  computed(_planned, context) {
    const arn = regionalArn(
      context.identity,
      'codestar-notifications',
      `notificationrule/${uuid(context).replaceAll('-', '')}`,
    );
    return { id: arn, arn };
  },
  defaults: { status: 'ENABLED', 'target.status': 'ACTIVE', 'target.type': 'SNS' },
  forceNew: ['resource'],
  validate: (config) => [
    ...check(config, {
      detail_type: oneOf('BASIC', 'FULL'),
      name: [lengthBetween(1, 64), matches(/^[A-Za-z0-9_-]+$/, 'must hold letters, digits, hyphens and underscores')],
      resource: isArn(),
      status: oneOf('ENABLED', 'DISABLED'),
      'target.address': isArn('sns', 'chatbot'),
      'target.type': oneOf('SNS', 'AWSChatbotSlack', 'AWSChatbotMicrosoftTeams'),
    }),
    ...eventRefusals(config),
    ...(blocks(config, 'target').length > 10
      ? [refusal(['target'], `Too many target blocks: No more than 10 "target" blocks are allowed`)]
      : []),
  ],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `${creating} ResourceAlreadyExistsException: a notification rule named ${text(planned, 'name') ?? ''} already exists`,
};

export const resources: readonly ResourceKnowledge[] = [notificationRule];
