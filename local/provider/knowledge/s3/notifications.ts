import {
  type Attributes,
  type CreateContext,
  type Refusal,
  type ResourceKnowledge,
  type StoreContext,
} from '../knowledge';
import { parseArn } from '../support/arn';
import { blocks, text } from '../support/attributes';
import { alphabets } from '../support/identifiers';
import { check, isArn, matches, refusal } from '../support/rules';

const kinds = ['lambda_function', 'queue', 'topic'] as const;

/** Names that the provider makes for notifications without one. */
function namesOf(planned: Attributes, context: CreateContext): Attributes {
  return Object.fromEntries(
    kinds
      .map((kind) => [kind, blocks(planned, kind)] as const)
      .filter(([, given]) => given.length > 0)
      .map(([kind, given]) => [
        kind,
        given.map(() => ({ id: `tf-s3-${kind.split('_')[0] ?? ''}-${context.uniqueId(26, alphabets.digits)}` })),
      ]),
  );
}

/** S3 tries its targets: a function that the account has must let S3 invoke it. */
function targetRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  return blocks(planned, 'lambda_function').flatMap((notification, index) => {
    const arn = text(notification, 'lambda_function_arn') ?? '';
    const name = parseArn(arn)?.resource.split(':')[1] ?? '';
    const isHere = context.find('aws_lambda_function', { function_name: name }).length > 0;
    const isAdmitted = context
      .find('aws_lambda_permission', { principal: 's3.amazonaws.com' })
      .some(({ function_name }) => function_name === name || function_name === arn);
    return isHere && !isAdmitted
      ? [
          refusal(
            ['lambda_function', index],
            'creating S3 Bucket Notification: operation error S3: PutBucketNotificationConfiguration, api error InvalidArgument: Unable to validate the following destination configurations',
            `${arn} does not let s3.amazonaws.com invoke it`,
          ),
        ]
      : [];
  });
}

const notification: ResourceKnowledge = {
  type: 'aws_s3_bucket_notification',
  computed: (planned, context) => ({ id: text(planned, 'bucket') ?? '', ...namesOf(planned, context) }),
  defaults: { eventbridge: false },
  forceNew: ['bucket'],
  validate: (config) =>
    check(config, {
      ...Object.fromEntries(
        kinds.map((kind) => [
          `${kind}.events`,
          matches(/^s3:[A-Za-z]+(:[A-Za-z*]+)*$/, 'must be an S3 event such as s3:ObjectCreated:*'),
        ]),
      ),
      'lambda_function.lambda_function_arn': isArn('lambda'),
      'queue.queue_arn': isArn('sqs'),
      'topic.topic_arn': isArn('sns'),
    }),
  refuseApply: targetRefusals,
  uniqueBy: ['bucket'],
};

export const resources: readonly ResourceKnowledge[] = [notification];
