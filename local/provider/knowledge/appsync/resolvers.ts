import { checkCode } from '../../../runtime/appsync/code-rules/check-code';
import { type CodeFault } from '../../../runtime/appsync/code-rules/code-fault';
import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { apiId, nameRule } from '../support/appsync';
import { regionalArn } from '../support/arn';
import { hasUnknown, isSet, text } from '../support/attributes';
import { conflicting, requiredWith } from '../support/constraints';
import { hasField } from '../support/graphql-schema';
import { alphabets } from '../support/identifiers';
import { between, check, oneOf, refusal } from '../support/rules';

/** Terraform asks for the same code at validate, plan and apply; to judge it takes milliseconds each time. */
const judged = new Map<string, readonly CodeFault[]>();

function faultsOf(code: string): readonly CodeFault[] {
  const faults = judged.get(code) ?? checkCode(code);
  judged.set(code, faults);
  return faults;
}

/** What AppSync refuses in the code itself; unknown code passes. */
function codeFaults(config: Attributes): readonly Refusal[] {
  const code = text(config, 'code');
  const faults = code === undefined ? [] : faultsOf(code);
  if (faults.length === 0) return [];
  const detail = faults.map(({ line, column, rule, message }) => `${line}:${column} ${rule}: ${message}`).join('\n');
  return [refusal(['code'], 'BadRequestException: The code contains one or more errors.', detail)];
}

function codeRefusals(config: Attributes): readonly Refusal[] {
  return [
    ...check(config, {
      max_batch_size: between(0, 2000),
      'runtime.name': oneOf('APPSYNC_JS'),
      'runtime.runtime_version': oneOf('1.0.0'),
      'sync_config.conflict_detection': oneOf('NONE', 'VERSION'),
      'sync_config.conflict_handler': oneOf('NONE', 'OPTIMISTIC_CONCURRENCY', 'LAMBDA', 'AUTOMERGE'),
      'caching_config.ttl': between(1, 3600),
    }),
    ...codeFaults(config),
    ...requiredWith(config, 'code', 'runtime'),
    ...requiredWith(config, 'runtime', 'code'),
  ];
}

/** Refuses a data source that its API, when it is in the store, does not have. */
function missingDataSource(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const name = text(planned, 'data_source');
  if (name === undefined || context.find('aws_appsync_graphql_api', { id: apiId(planned) }).length === 0) return [];
  if (context.find('aws_appsync_datasource', { api_id: apiId(planned), name }).length > 0) return [];
  return [refusal(['data_source'], `NotFoundException: No data source named ${name} found for API ${apiId(planned)}`)];
}

const appsyncFunction: ResourceKnowledge = {
  type: 'aws_appsync_function',
  computed(planned, context) {
    const functionId = context.uniqueId(26, alphabets.lowerAlphanumeric);
    return {
      id: `${apiId(planned)}-${functionId}`,
      function_id: functionId,
      arn: regionalArn(context.identity, 'appsync', `apis/${apiId(planned)}/functions/${functionId}`),
    };
  },
  // AWS names no version for JavaScript; mapping templates have this one.
  defaults: { function_version: (config) => (isSet(config.code) || hasUnknown(config, 'code') ? null : '2018-05-29') },
  forceNew: ['api_id'],
  validate: (config) => [
    ...check(config, { name: nameRule, function_version: oneOf('2018-05-29') }),
    ...codeRefusals(config),
  ],
  refuseApply: missingDataSource,
};

function missingField(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const [api] = context.find('aws_appsync_graphql_api', { id: apiId(planned) });
  const schema = api === undefined ? undefined : text(api, 'schema');
  const type = text(planned, 'type') ?? '';
  const field = text(planned, 'field') ?? '';
  if (schema === undefined || hasField(schema, type, field)) return [];
  return [
    refusal(
      ['field'],
      `creating AppSync Resolver (${apiId(planned)}-${type}-${field}): NotFoundException: No field named ${field} found on type ${type}`,
    ),
  ];
}

const resolver: ResourceKnowledge = {
  type: 'aws_appsync_resolver',
  computed(planned, { identity }) {
    const type = text(planned, 'type') ?? '';
    const field = text(planned, 'field') ?? '';
    return {
      id: `${apiId(planned)}-${type}-${field}`,
      arn: regionalArn(identity, 'appsync', `apis/${apiId(planned)}/types/${type}/resolvers/${field}`),
    };
  },
  defaults: { kind: 'UNIT' },
  forceNew: ['api_id', 'type', 'field'],
  validate(config) {
    const unit = config.kind === null || config.kind === undefined || config.kind === 'UNIT';
    const source = isSet(config.data_source) || hasUnknown(config, 'data_source');
    return [
      ...check(config, { kind: oneOf('UNIT', 'PIPELINE') }),
      ...codeRefusals(config),
      ...conflicting(config, 'data_source', 'pipeline_config'),
      ...(unit && !source && !hasUnknown(config, 'kind')
        ? [
            refusal(
              ['data_source'],
              'creating AppSync Resolver: BadRequestException: Data source is required for a UNIT resolver',
            ),
          ]
        : []),
    ];
  },
  refuseApply: (planned, context) => [...missingField(planned, context), ...missingDataSource(planned, context)],
  uniqueBy: ['api_id', 'type', 'field'],
  alreadyExists: (planned) =>
    `creating AppSync Resolver (${apiId(planned)}-${text(planned, 'type') ?? ''}-${text(planned, 'field') ?? ''}): BadRequestException: Only one resolver is allowed per field.`,
};

export const resources: readonly ResourceKnowledge[] = [appsyncFunction, resolver];
