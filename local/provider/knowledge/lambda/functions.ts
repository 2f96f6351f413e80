import { type Attributes, type Refusal, type ResourceKnowledge } from '../knowledge';
import { regionalArn } from '../support/arn';
import { hasUnknown, inBlocks, isChanged, isSet, text, texts } from '../support/attributes';
import { exactlyOne } from '../support/constraints';
import { alphabets } from '../support/identifiers';
import { functionName, invokeArn, lastModified } from '../support/lambda';
import { environmentRefusals } from '../support/lambda-environment';
import { atLeast, between, check, isArn, lengthBetween, oneOf, refusal } from '../support/rules';

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

const codeAttributes = [
  'architectures',
  'filename',
  'image_uri',
  's3_bucket',
  's3_key',
  's3_object_version',
  'source_code_hash',
  'source_kms_key_arn',
] as const;
const configurationAttributes = [
  'dead_letter_config',
  'description',
  'environment',
  'ephemeral_storage',
  'file_system_config',
  'handler',
  'image_config',
  'kms_key_arn',
  'layers',
  'logging_config',
  'memory_size',
  'role',
  'runtime',
  'snap_start',
  'timeout',
  'tracing_config',
  'vpc_config',
] as const;

/** Lambda numbers the versions of a function; it publishes a new one only when code or configuration changed. */
function versionOf(planned: Attributes, prior: Attributes | undefined): string {
  if (planned.publish !== true) return '$LATEST';
  const last = Number(text(prior ?? {}, 'version') ?? '0');
  return String((Number.isNaN(last) ? 0 : last) + 1);
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

/** A change of tags or concurrency is neither: it leaves the function's code and configuration as they are. */
function updatesComputed(prior: Attributes, planned: Attributes): readonly string[] {
  const isCodeChanged = isChanged(prior, planned, ...codeAttributes);
  if (!isCodeChanged && !isChanged(prior, planned, ...configurationAttributes, 'publish')) return [];
  const isPublished = planned.publish !== false;
  return [
    'last_modified',
    ...(isCodeChanged ? ['code_sha256', 'source_code_size'] : []),
    ...(isPublished ? ['qualified_arn', 'qualified_invoke_arn', 'version'] : []),
  ];
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
  updatesComputed,
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

export const resources: readonly ResourceKnowledge[] = [lambdaFunction];
