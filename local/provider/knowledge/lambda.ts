import { type Attributes, type CreateContext, type Refusal, type ResourceKnowledge, UNKNOWN } from './knowledge';
import { parseArn, regionalArn } from './support/arn';
import { blocks, hasUnknown, inBlocks, integer, isSet, text, texts } from './support/attributes';
import { conflicting, exactlyOne } from './support/constraints';
import { alphabets, nameOf, uuid } from './support/identifiers';
import { atLeast, between, check, isArn, lengthBetween, matches, oneOf, refusal } from './support/rules';

/** Runtimes that Lambda has had; those no longer offered for new functions are refused by AWS, not by the provider. */
const runtimes = [
  'nodejs18.x',
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
  'python3.9',
  'python3.10',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
  'java8.al2',
  'java11',
  'java17',
  'java21',
  'java25',
  'dotnet6',
  'dotnet8',
  'dotnet10',
  'ruby3.2',
  'ruby3.3',
  'ruby3.4',
  'provided.al2',
  'provided.al2023',
] as const;

/** Names that Lambda sets itself; AWS refuses them as environment variables. */
const reservedVariables = [
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
] as const;
const maxEnvironmentBytes = 4096;

const functionName = matches(
  /^(arn:[\w-]+:lambda:[a-z0-9-]+:\d{12}:function:)?[a-zA-Z0-9_-]{1,140}(:[\w$-]+)?$/,
  'must be a valid function name, a partial or a full function ARN',
);

function functionArn(planned: Attributes, context: CreateContext): string {
  const given = text(planned, 'function_name') ?? '';
  return parseArn(given) === undefined ? regionalArn(context.identity, 'lambda', `function:${given}`) : given;
}

function invokeArn(arn: string, { identity }: CreateContext): string {
  return `arn:${identity.partition}:apigateway:${identity.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

/** Lambda numbers the versions of a function; it publishes a new one only when code or configuration changed. */
function versionOf(planned: Attributes, prior: Attributes | undefined): string {
  if (planned.publish !== true) return '$LATEST';
  const last = Number(text(prior ?? {}, 'version') ?? '0');
  return String((Number.isNaN(last) ? 0 : last) + 1);
}

/** In the form of Lambda, `2024-05-06T07:08:09.000+0000`, from the object's own digits, so that runs repeat. */
function lastModified(context: CreateContext): string {
  const digits = context.uniqueId(6, alphabets.digits);
  const seconds = Date.UTC(2024, 0, 1) / 1000 + Number(digits);
  return new Date(seconds * 1000).toISOString().replace('Z', '+0000');
}

function environmentRefusals(config: Attributes): readonly Refusal[] {
  return blocks(config, 'environment').flatMap((environment, index) => {
    const [variables = {}] = blocks(environment, 'variables');
    const path = ['environment', index, 'variables'];
    const reserved = Object.keys(variables).filter((name) => reservedVariables.some((other) => other === name));
    const bytes = Object.entries(variables).reduce(
      (sum, [name, value]) => sum + name.length + (typeof value === 'string' ? Buffer.byteLength(value) : 0),
      0,
    );
    return [
      ...(reserved.length === 0
        ? []
        : [
            refusal(
              path,
              'InvalidParameterValueException: Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. ' +
                `Reserved keys used in this request: ${reserved.join(', ')}`,
            ),
          ]),
      ...(bytes > maxEnvironmentBytes
        ? [
            refusal(
              path,
              `InvalidParameterValueException: Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit (${bytes} bytes)`,
            ),
          ]
        : []),
    ];
  });
}

function packageRefusals(config: Attributes): readonly Refusal[] {
  if (hasUnknown(config, 'package_type', 'handler', 'runtime', 'image_uri')) return [];
  if (text(config, 'package_type') === 'Image') {
    return isSet(config.image_uri) ? [] : [refusal(['image_uri'], 'image_uri must be set when PackageType is Image')];
  }
  return ['handler', 'runtime'].flatMap((name) =>
    isSet(config[name]) ? [] : [refusal([name], `${name} must be set when PackageType is Zip`)],
  );
}

const lambdaFunction: ResourceKnowledge = {
  type: 'aws_lambda_function',
  computed(planned, context) {
    const name = text(planned, 'function_name') ?? '';
    const arn = regionalArn(context.identity, 'lambda', `function:${name}`);
    const version = versionOf(planned, context.prior);
    const qualifiedArn = `${arn}:${version}`;
    const hash = text(planned, 'source_code_hash') ?? `${context.uniqueId(43, alphabets.base64)}=`;
    return {
      id: name,
      arn,
      invoke_arn: invokeArn(arn, context),
      version,
      qualified_arn: qualifiedArn,
      qualified_invoke_arn: invokeArn(qualifiedArn, context),
      architectures: ['x86_64'],
      code_sha256: hash,
      source_code_hash: hash,
      // The archive itself never reaches the stand-in: the size is a number of the usual order, not a measurement.
      source_code_size: 1_000 + Number(context.uniqueId(5, alphabets.digits)),
      last_modified: lastModified(context),
      signing_job_arn: '',
      signing_profile_version_arn: '',
      ...inBlocks(planned, 'logging_config', { log_group: `/aws/lambda/${name}` }),
      ...inBlocks(planned, 'snap_start', { optimization_status: 'Off' }),
      ...inBlocks(planned, 'vpc_config', { vpc_id: `vpc-0${context.uniqueId(16)}` }),
    };
  },
  defaults: {
    architectures: ['x86_64'],
    memory_size: 128,
    package_type: 'Zip',
    publish: false,
    reserved_concurrent_executions: -1,
    skip_destroy: false,
    timeout: 3,
    'ephemeral_storage.size': 512,
    'vpc_config.ipv6_allowed_for_dual_stack': false,
  },
  forceNew: ['function_name', 'package_type'],
  updatesComputed: [
    'code_sha256',
    'last_modified',
    'qualified_arn',
    'qualified_invoke_arn',
    'source_code_size',
    'version',
  ],
  validate: (config) => [
    ...check(config, {
      architectures: oneOf('x86_64', 'arm64'),
      function_name: [functionName, lengthBetween(1, 140)],
      handler: lengthBetween(1, 128),
      description: lengthBetween(0, 256),
      memory_size: between(128, 10_240),
      package_type: oneOf('Zip', 'Image'),
      reserved_concurrent_executions: atLeast(-1),
      role: isArn('iam'),
      runtime: oneOf(...runtimes),
      timeout: between(1, 900),
      layers: isArn('lambda'),
      kms_key_arn: isArn('kms'),
      'dead_letter_config.target_arn': isArn('sns', 'sqs'),
      'ephemeral_storage.size': between(512, 10_240),
      'logging_config.log_format': oneOf('JSON', 'Text'),
      'logging_config.application_log_level': oneOf('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'),
      'logging_config.system_log_level': oneOf('DEBUG', 'INFO', 'WARN'),
      'snap_start.apply_on': oneOf('PublishedVersions'),
      'tracing_config.mode': oneOf('Active', 'PassThrough'),
    }),
    ...(texts(config, 'layers').length > 5
      ? [
          refusal(
            ['layers'],
            `Too many list items: "layers" supports 5 item maximum, but config has ${texts(config, 'layers').length} declared`,
          ),
        ]
      : []),
    ...exactlyOne(config, 'filename', 's3_bucket', 'image_uri'),
    ...packageRefusals(config),
    ...environmentRefusals(config),
  ],
  uniqueBy: ['function_name'],
  alreadyExists: (planned) =>
    `creating Lambda Function (${text(planned, 'function_name') ?? ''}): operation error Lambda: CreateFunction, ResourceConflictException: Function already exist: ${text(planned, 'function_name') ?? ''}`,
};

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
  updatesComputed: ['last_modified', 'state'],
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

export const resources: readonly ResourceKnowledge[] = [lambdaFunction, permission, alias, eventSourceMapping];
