import { type Attributes, type Refusal, type ResourceKnowledge, isAttributes, type Value } from './knowledge';
import { regionalArn } from './support/arn';
import { blocks, hasUnknown, isSet, text } from './support/attributes';
import { valueFromText } from './support/json';
import { check, isJson, lengthBetween, matches, oneOf, refusal } from './support/rules';

function parsed(json: string): Value | undefined {
  try {
    return valueFromText(json);
  } catch (error) {
    // Reported by the rule on the attribute itself.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What Resource Groups says to a query by tags or by CloudFormation stack. */
function queryRefusals(config: Attributes): readonly Refusal[] {
  return blocks(config, 'resource_query').flatMap((block, index) => {
    const query = text(block, 'query');
    const value = query === undefined ? undefined : parsed(query);
    if (value === undefined || hasUnknown(block, 'type')) return [];
    const byStack = text(block, 'type') === 'CLOUDFORMATION_STACK_1_0';
    const wanted = byStack ? 'StackIdentifier' : 'TagFilters';
    if (isAttributes(value) && isSet(value.ResourceTypeFilters) && isSet(value[wanted])) return [];
    return [
      refusal(
        ['resource_query', index, 'query'],
        `BadRequestException: Query not valid: it must be an object with ResourceTypeFilters and ${wanted}`,
      ),
    ];
  });
}

const group: ResourceKnowledge = {
  type: 'aws_resourcegroups_group',
  computed(planned, { identity }) {
    const name = text(planned, 'name') ?? '';
    return { id: name, arn: regionalArn(identity, 'resource-groups', `group/${name}`) };
  },
  defaults: { 'resource_query.type': 'TAG_FILTERS_1_0' },
  forceNew: ['name'],
  validate: (config) => [
    ...check(config, {
      description: [lengthBetween(0, 1024)],
      name: [
        lengthBetween(1, 300),
        matches(
          /^(?!aws)[a-zA-Z0-9_.-]+$/i,
          'must hold letters, digits, hyphens, dots and underscores, and not begin with AWS',
        ),
      ],
      'resource_query.query': [isJson(), lengthBetween(1, 4096)],
      'resource_query.type': oneOf('TAG_FILTERS_1_0', 'CLOUDFORMATION_STACK_1_0'),
    }),
    ...(isSet(config.resource_query) ||
    isSet(config.configuration) ||
    hasUnknown(config, 'resource_query', 'configuration')
      ? []
      : [refusal([], 'BadRequestException: a group needs a resource_query or a configuration')]),
    ...queryRefusals(config),
  ],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating Resource Groups Group (${text(planned, 'name') ?? ''}): operation error Resource Groups: CreateGroup, BadRequestException: A group with this name already exists in your account: ${text(planned, 'name') ?? ''}`,
};

export const resources: readonly ResourceKnowledge[] = [group];
