import { type Refusal, type ResourceKnowledge } from '../knowledge';
import { accountArn } from '../support/arn';
import { text, texts } from '../support/attributes';
import { refuseWhileUsed } from '../support/cloudfront';
import { cloudFrontId } from '../support/identifiers';
import { check, isArn, lengthBetween, matches, oneOf, refusal } from '../support/rules';

/** CloudFront's limit for the code of one function, in bytes. */
const maxCodeBytes = 10_240;

function codeRefusals(code: string | undefined): readonly Refusal[] {
  const bytes = Buffer.byteLength(code ?? '');
  return bytes <= maxCodeBytes
    ? []
    : [
        refusal(
          ['code'],
          `creating CloudFront Function: operation error CloudFront: CreateFunction, FunctionSizeLimitExceeded: The function size is too large. Size (${bytes}) exceeds maximum allowed size (${maxCodeBytes})`,
        ),
      ];
}

const cloudFrontFunction: ResourceKnowledge = {
  type: 'aws_cloudfront_function',
  computed(planned, context) {
    const name = text(planned, 'name') ?? '';
    const etag = cloudFrontId(context);
    return {
      id: name,
      arn: accountArn(context.identity, 'cloudfront', `function/${name}`),
      etag,
      live_stage_etag: planned.publish === false ? '' : cloudFrontId(context),
      status: planned.publish === false ? 'UNPUBLISHED' : 'UNASSOCIATED',
    };
  },
  defaults: { publish: true },
  forceNew: ['name'],
  updatesComputed: ['etag', 'live_stage_etag', 'status'],
  validate: (config) => [
    ...check(config, {
      comment: lengthBetween(0, 128),
      key_value_store_associations: isArn('cloudfront'),
      name: [lengthBetween(1, 64), matches(/^[a-zA-Z0-9-_]+$/, 'must hold letters, digits, hyphens and underscores')],
      runtime: oneOf('cloudfront-js-1.0', 'cloudfront-js-2.0'),
    }),
    ...codeRefusals(text(config, 'code')),
    ...(texts(config, 'key_value_store_associations').length > 0 && text(config, 'runtime') === 'cloudfront-js-1.0'
      ? [
          refusal(
            ['key_value_store_associations'],
            'InvalidArgument: Key value stores can be associated with functions of runtime cloudfront-js-2.0 only',
          ),
        ]
      : []),
  ],
  refuseDelete: (prior, context) =>
    refuseWhileUsed(
      text(prior, 'arn') ?? '',
      `deleting CloudFront Function (${text(prior, 'name') ?? ''}): operation error CloudFront: DeleteFunction, FunctionInUse: Cannot delete the function because it's attached to one or more cache behaviors.`,
      context,
    ),
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating CloudFront Function (${text(planned, 'name') ?? ''}): operation error CloudFront: CreateFunction, FunctionAlreadyExists: A function with the same name and stage already exists in this account`,
};

export const resources: readonly ResourceKnowledge[] = [cloudFrontFunction];
