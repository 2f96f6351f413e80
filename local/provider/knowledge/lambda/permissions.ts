import { type ResourceKnowledge } from '../knowledge';
import { text } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { nameOf } from '../support/identifiers';
import { functionName } from '../support/lambda';
import { check, isArn, lengthBetween, matches, oneOf } from '../support/rules';

const permission: ResourceKnowledge = {
  type: 'aws_lambda_permission',
  computed(planned, context) {
    const id = nameOf(planned, context, 'statement_id');
    return { id, statement_id: id, statement_id_prefix: text(planned, 'statement_id_prefix') ?? '' };
  },
  forceNew: [
    'action',
    'event_source_token',
    'function_name',
    'function_url_auth_type',
    'principal',
    'principal_org_id',
    'qualifier',
    'source_account',
    'source_arn',
    'statement_id',
    'statement_id_prefix',
  ],
  validate: (config) => [
    ...check(config, {
      action: matches(/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/, 'must be a Lambda action'),
      function_name: functionName,
      function_url_auth_type: oneOf('AWS_IAM', 'NONE'),
      statement_id: [
        lengthBetween(1, 100),
        matches(/^[a-zA-Z0-9_-]+$/, 'must contain alphanumeric characters, underscores or dashes only'),
      ],
      source_account: matches(/^\d{12}$/, 'must be an AWS account id of twelve digits'),
      source_arn: isArn(),
    }),
    ...conflicting(config, 'statement_id', 'statement_id_prefix'),
  ],
  uniqueBy: ['function_name', 'qualifier', 'statement_id'],
  alreadyExists: (planned) =>
    `adding Lambda Permission (${text(planned, 'function_name') ?? ''}/${text(planned, 'statement_id') ?? ''}): operation error Lambda: AddPermission, ResourceConflictException: The statement id (${text(planned, 'statement_id') ?? ''}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
};

export const resources: readonly ResourceKnowledge[] = [permission];
