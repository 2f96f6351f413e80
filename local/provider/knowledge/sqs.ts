import {
  type Attributes,
  type DataSourceKnowledge,
  isUnknown,
  type Refusal,
  RefusedError,
  type ResourceKnowledge,
} from './knowledge';

const BASE_NAME = /^[a-zA-Z0-9_-]{1,80}$/;
const FIFO_NAME = /^[a-zA-Z0-9_-]{1,75}\.fifo$/;

/** Ranges of the attributes that CreateQueue checks, both ends inclusive. */
const RANGES: Readonly<Record<string, readonly [minimum: number, maximum: number]>> = {
  delay_seconds: [0, 900],
  kms_data_key_reuse_period_seconds: [60, 86_400],
  max_message_size: [1024, 1_048_576],
  message_retention_seconds: [60, 1_209_600],
  receive_wait_time_seconds: [0, 20],
  visibility_timeout_seconds: [0, 43_200],
};

function text(value: Attributes[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}

function queueName(name: Attributes[string] | undefined, fifo: boolean): readonly Refusal[] {
  if (typeof name !== 'string' || (fifo ? FIFO_NAME : BASE_NAME).test(name)) return [];
  const detail = fifo
    ? 'a FIFO queue name has 1 to 75 letters, digits, hyphens or underscores and ends in .fifo'
    : 'a queue name has 1 to 80 letters, digits, hyphens or underscores';
  return [{ attribute: ['name'], summary: `invalid queue name: ${name}`, detail }];
}

const queue: ResourceKnowledge = {
  type: 'aws_sqs_queue',
  computed: ({ name }, { identity }) => {
    const url = `https://sqs.${identity.region}.amazonaws.com/${identity.accountId}/${text(name)}`;
    return {
      id: url,
      url,
      arn: `arn:${identity.partition}:sqs:${identity.region}:${identity.accountId}:${text(name)}`,
    };
  },
  defaults: {
    content_based_deduplication: false,
    deduplication_scope: (config) => (config.fifo_queue === true ? 'queue' : null),
    delay_seconds: 0,
    fifo_queue: false,
    fifo_throughput_limit: (config) => (config.fifo_queue === true ? 'perQueue' : null),
    kms_data_key_reuse_period_seconds: 300,
    max_message_size: 262_144,
    message_retention_seconds: 345_600,
    receive_wait_time_seconds: 0,
    // AWS encrypts with its own key unless a KMS key is named.
    sqs_managed_sse_enabled: (config) => (config.kms_master_key_id ?? null) === null,
    visibility_timeout_seconds: 30,
  },
  forceNew: ['fifo_queue', 'name', 'name_prefix'],
  validate: (config) => [
    ...queueName(config.name, config.fifo_queue === true),
    ...Object.entries(RANGES).flatMap(([name, [minimum, maximum]]) => {
      const value = config[name];
      if (typeof value !== 'number' || (value >= minimum && value <= maximum)) return [];
      return [
        {
          attribute: [name],
          summary: `expected ${name} to be in the range (${minimum} - ${maximum}), got ${value}`,
          detail: '',
        },
      ];
    }),
    ...(config.content_based_deduplication === true && !config.fifo_queue && !isUnknown(config.fifo_queue)
      ? [{ attribute: [], summary: 'content-based deduplication can only be set for FIFO queue', detail: '' }]
      : []),
  ],
  uniqueBy: ['name'],
  alreadyExists: ({ name }) =>
    `creating SQS Queue (${text(name)}): operation error SQS: CreateQueue, QueueAlreadyExists: A queue already exists with the same name and a different value for an attribute`,
};

const queueByName: DataSourceKnowledge = {
  type: 'aws_sqs_queue',
  read: ({ name }, context) => {
    const [found] = context.find('aws_sqs_queue', { name: name ?? null });
    if (!found) {
      throw new RefusedError({
        attribute: ['name'],
        summary: `reading SQS Queue (${text(name)}) URL: operation error SQS: GetQueueUrl, AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist.`,
        detail: '',
      });
    }
    const { id, arn, url, tags_all } = found;
    return { id: id ?? null, arn: arn ?? null, url: url ?? null, tags: tags_all ?? null };
  },
};

export const resources: readonly ResourceKnowledge[] = [queue];
export const dataSources: readonly DataSourceKnowledge[] = [queueByName];
