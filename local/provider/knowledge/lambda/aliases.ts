import { type ResourceKnowledge } from '../knowledge';
import { text } from '../support/attributes';
import { functionArn, functionName, invokeArn } from '../support/lambda';
import { check, lengthBetween, matches } from '../support/rules';

const alias: ResourceKnowledge = {
  type: 'aws_lambda_alias',
  computed(planned, context) {
    const arn = `${functionArn(planned, context)}:${text(planned, 'name') ?? ''}`;
    return { id: arn, arn, invoke_arn: invokeArn(arn, context) };
  },
  forceNew: ['function_name', 'name'],
  validate: (config) =>
    check(config, {
      name: [
        lengthBetween(1, 128),
        matches(
          /^(?!\d+$)[a-zA-Z0-9_-]+$/,
          'must not be digits only and hold alphanumeric characters, underscores or dashes only',
        ),
      ],
      function_name: functionName,
      function_version: matches(/^(\$LATEST|\d+)$/, 'must be $LATEST or a version number'),
    }),
  uniqueBy: ['function_name', 'name'],
  alreadyExists: (planned) =>
    `creating Lambda Alias (${text(planned, 'name') ?? ''}): operation error Lambda: CreateAlias, ResourceConflictException: Alias already exists: ${text(planned, 'name') ?? ''}`,
};

export const resources: readonly ResourceKnowledge[] = [alias];
