import { type Attributes, type ResourceKnowledge, UNKNOWN } from '../knowledge';
import { regionalArn } from '../support/arn';
import { hasUnknown, integer, isChanged, isSet, text } from '../support/attributes';
import { exactlyOne } from '../support/constraints';
import { uuid } from '../support/identifiers';
import { functionArn, functionName, lastModified } from '../support/lambda';
import { between, check, isArn, oneOf, refusal } from '../support/rules';

function isStream(config: Attributes): boolean {
  return /^arn:[^:]+:(kinesis|dynamodb):/.test(text(config, 'event_source_arn') ?? '');
}

const eventSourceMapping: ResourceKnowledge = {
  type: 'aws_lambda_event_source_mapping',
  computed(planned, context) {
    const id = uuid(context);
    const stream = isStream(planned);
    return {
      id,
      uuid: id,
      arn: regionalArn(context.identity, 'lambda', `event-source-mapping:${id}`),
      function_arn: functionArn(planned, context),
      last_modified: lastModified(context),
      last_processing_result: stream ? 'No records processed' : '',
      state: planned.enabled === false ? 'Disabled' : 'Enabled',
      state_transition_reason: 'USER_INITIATED',
      maximum_record_age_in_seconds: stream ? -1 : 0,
      maximum_retry_attempts: stream ? -1 : 0,
      parallelization_factor: stream ? 1 : 0,
    };
  },
  defaults: {
    enabled: true,
    batch_size: (config) => (hasUnknown(config, 'event_source_arn') ? UNKNOWN : isStream(config) ? 100 : 10),
  },
  forceNew: [
    'event_source_arn',
    'queues',
    'self_managed_event_source',
    'starting_position',
    'starting_position_timestamp',
    'topics',
  ],
  updatesComputed: (prior, planned) => ['last_modified', ...(isChanged(prior, planned, 'enabled') ? ['state'] : [])],
  validate(config) {
    const batch = integer(config, 'batch_size') ?? 0;
    const window = integer(config, 'maximum_batching_window_in_seconds') ?? 0;
    const undecided = hasUnknown(config, 'event_source_arn', 'starting_position', 'maximum_batching_window_in_seconds');
    return [
      ...check(config, {
        batch_size: between(1, 10_000),
        event_source_arn: isArn(),
        function_name: functionName,
        function_response_types: oneOf('ReportBatchItemFailures'),
        maximum_batching_window_in_seconds: between(0, 300),
        maximum_record_age_in_seconds: between(-1, 604_800),
        maximum_retry_attempts: between(-1, 10_000),
        parallelization_factor: between(1, 10),
        starting_position: oneOf('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'),
        tumbling_window_in_seconds: between(0, 900),
        'scaling_config.maximum_concurrency': between(2, 1000),
      }),
      ...exactlyOne(config, 'event_source_arn', 'self_managed_event_source'),
      ...(isStream(config) && !undecided && !isSet(config.starting_position)
        ? [
            refusal(
              ['starting_position'],
              "InvalidParameterValueException: 1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
            ),
          ]
        : []),
      ...(/^arn:[^:]+:sqs:/.test(text(config, 'event_source_arn') ?? '') && !undecided && batch > 10 && window < 1
        ? [
            refusal(
              ['maximum_batching_window_in_seconds'],
              'InvalidParameterValueException: Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
            ),
          ]
        : []),
    ];
  },
  uniqueBy: ['event_source_arn', 'function_name'],
  alreadyExists: () =>
    'creating Lambda Event Source Mapping: operation error Lambda: CreateEventSourceMapping, ResourceConflictException: An event source mapping with the given event source and function already exists. Please update or delete the existing mapping.',
};

export const resources: readonly ResourceKnowledge[] = [eventSourceMapping];
