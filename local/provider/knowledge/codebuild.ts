import { type Attributes, type Refusal, type ResourceKnowledge } from './knowledge';
import { regionalArn } from './support/arn';
import { blocks, hasUnknown, isSet, text, texts } from './support/attributes';
import { atLeast, between, check, isArn, lengthBetween, matches, oneOf, refusal } from './support/rules';
import { isAssumableBy } from './support/trust';

const creating = 'creating CodeBuild Project: operation error CodeBuild: CreateProject, InvalidInputException:';

const computeTypes = [
  'BUILD_GENERAL1_SMALL',
  'BUILD_GENERAL1_MEDIUM',
  'BUILD_GENERAL1_LARGE',
  'BUILD_GENERAL1_XLARGE',
  'BUILD_GENERAL1_2XLARGE',
  'BUILD_LAMBDA_1GB',
  'BUILD_LAMBDA_2GB',
  'BUILD_LAMBDA_4GB',
  'BUILD_LAMBDA_8GB',
  'BUILD_LAMBDA_10GB',
  'ATTRIBUTE_BASED_COMPUTE',
  'CUSTOM_INSTANCE_TYPE',
] as const;

const environmentTypes = [
  'WINDOWS_CONTAINER',
  'LINUX_CONTAINER',
  'LINUX_GPU_CONTAINER',
  'ARM_CONTAINER',
  'WINDOWS_SERVER_2019_CONTAINER',
  'WINDOWS_SERVER_2022_CONTAINER',
  'LINUX_LAMBDA_CONTAINER',
  'ARM_LAMBDA_CONTAINER',
  'LINUX_EC2',
  'ARM_EC2',
  'WINDOWS_EC2',
  'MAC_ARM',
] as const;

const sourceTypes = [
  'BITBUCKET',
  'CODECOMMIT',
  'CODEPIPELINE',
  'GITHUB',
  'GITHUB_ENTERPRISE',
  'GITLAB',
  'GITLAB_SELF_MANAGED',
  'NO_SOURCE',
  'S3',
] as const;

/** An image of CodeBuild's own, of a registry with a path, or of Docker Hub; with a tag or a digest. */
const image =
  /^[a-z0-9]+([._-][a-z0-9]+)*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

function sourceRefusals(config: Attributes): readonly Refusal[] {
  const [artifacts] = blocks(config, 'artifacts');
  const artifactType = text(artifacts ?? {}, 'type');
  return blocks(config, 'source').flatMap((source) => {
    if (hasUnknown(source, 'type', 'buildspec', 'location')) return [];
    const type = text(source, 'type');
    const location = text(source, 'location') ?? '';
    const refuse = (attribute: string, words: string) => [refusal(['source', 0, attribute], words)];
    return [
      ...(type === 'NO_SOURCE' && (text(source, 'buildspec') ?? '') === ''
        ? refuse('buildspec', "`buildspec` must be set when source's `type` is `NO_SOURCE`")
        : []),
      ...(type === 'NO_SOURCE' && location !== ''
        ? refuse('location', "`location` must be empty when source's `type` is `NO_SOURCE`")
        : []),
      ...(type !== undefined && !['CODEPIPELINE', 'NO_SOURCE'].includes(type) && location === ''
        ? refuse('location', `${creating} Project source location is required when the source type is ${type}`)
        : []),
      ...(type !== undefined &&
      artifactType !== undefined &&
      (type === 'CODEPIPELINE') !== (artifactType === 'CODEPIPELINE')
        ? refuse(
            'type',
            `${creating} Invalid artifacts: artifact type ${artifactType} with source type ${type}: both or none are CODEPIPELINE`,
          )
        : []),
    ];
  });
}

/** The largest sizes and Lambda's are offered for some types of environment only. */
function environmentRefusals(config: Attributes): readonly Refusal[] {
  return blocks(config, 'environment').flatMap((environment) => {
    const [compute, type] = [text(environment, 'compute_type'), text(environment, 'type')];
    if (compute === undefined || type === undefined) return [];
    const isLambda = type.includes('LAMBDA');
    const names = blocks(environment, 'environment_variable').flatMap((one) => text(one, 'name') ?? []);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    return [
      ...(isLambda !== compute.startsWith('BUILD_LAMBDA_')
        ? [
            refusal(
              ['environment', 0, 'compute_type'],
              `${creating} The compute type ${compute} is not supported for environment type ${type}`,
            ),
          ]
        : []),
      ...(isLambda && environment.privileged_mode === true
        ? [
            refusal(
              ['environment', 0, 'privileged_mode'],
              `${creating} Privileged mode is not supported for environment type ${type}`,
            ),
          ]
        : []),
      ...(twice === undefined
        ? []
        : [
            refusal(
              ['environment', 0, 'environment_variable'],
              `${creating} Environment variable ${twice} is given more than once`,
            ),
          ]),
    ];
  });
}

const project: ResourceKnowledge = {
  type: 'aws_codebuild_project',
  computed(planned, { identity }) {
    const arn = regionalArn(identity, 'codebuild', `project/${text(planned, 'name') ?? ''}`);
    return {
      id: arn,
      arn,
      auto_retry_limit: 0,
      badge_url: '',
      description: '',
      encryption_key: regionalArn(identity, 'kms', 'alias/aws/s3'),
      public_project_alias: '',
    };
  },
  defaults: {
    badge_enabled: false,
    build_timeout: 60,
    project_visibility: 'PRIVATE',
    queued_timeout: 480,
    'artifacts.encryption_disabled': false,
    'artifacts.override_artifact_name': false,
    'cache.type': 'NO_CACHE',
    'environment.image_pull_credentials_type': 'CODEBUILD',
    'environment.privileged_mode': false,
    'environment.environment_variable.type': 'PLAINTEXT',
    'logs_config.cloudwatch_logs.status': 'ENABLED',
    'logs_config.s3_logs.encryption_disabled': false,
    'logs_config.s3_logs.status': 'DISABLED',
  },
  forceNew: ['name'],
  validate: (config) => [
    ...check(config, {
      auto_retry_limit: between(0, 10),
      build_timeout: between(5, 2160),
      concurrent_build_limit: atLeast(1),
      description: lengthBetween(0, 255),
      encryption_key: matches(/^arn:aws[a-z-]*:kms:|^alias\//, 'must be the ARN or the alias of a key'),
      name: matches(
        /^[A-Za-z0-9][A-Za-z0-9_-]{1,254}$/,
        'must begin with a letter or digit and hold letters, digits, hyphens and underscores only',
      ),
      project_visibility: oneOf('PUBLIC_READ', 'PRIVATE'),
      queued_timeout: between(5, 480),
      service_role: isArn('iam'),
      'artifacts.type': oneOf('CODEPIPELINE', 'NO_ARTIFACTS', 'S3'),
      'cache.type': oneOf('NO_CACHE', 'LOCAL', 'S3'),
      'cache.modes': oneOf('LOCAL_CUSTOM_CACHE', 'LOCAL_DOCKER_LAYER_CACHE', 'LOCAL_SOURCE_CACHE'),
      'environment.compute_type': oneOf(...computeTypes),
      'environment.image': [lengthBetween(1, 255), matches(image, 'must be an image with a tag or digest')],
      'environment.image_pull_credentials_type': oneOf('CODEBUILD', 'SERVICE_ROLE'),
      'environment.type': oneOf(...environmentTypes),
      'environment.environment_variable.type': oneOf('PARAMETER_STORE', 'PLAINTEXT', 'SECRETS_MANAGER'),
      'logs_config.cloudwatch_logs.status': oneOf('DISABLED', 'ENABLED'),
      'logs_config.s3_logs.status': oneOf('DISABLED', 'ENABLED'),
      'source.type': oneOf(...sourceTypes),
    }),
    ...sourceRefusals(config),
    ...environmentRefusals(config),
    ...blocks(config, 'cache').flatMap((cache) =>
      text(cache, 'type') === 'S3' && !isSet(cache.location) && !hasUnknown(cache, 'location')
        ? [refusal(['cache', 0, 'location'], "cache location is required when cache type is 'S3'")]
        : [],
    ),
    ...blocks(config, 'vpc_config').flatMap((network) =>
      texts(network, 'security_group_ids').length > 5
        ? [refusal(['vpc_config', 0, 'security_group_ids'], `${creating} A project has at most 5 security groups`)]
        : [],
    ),
  ],
  refuseApply(planned, context) {
    const role = text(planned, 'service_role') ?? '';
    return isAssumableBy(role, ['codebuild.amazonaws.com'], context)
      ? []
      : [refusal(['service_role'], `${creating} CodeBuild is not authorized to perform: sts:AssumeRole on ${role}`)];
  },
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating CodeBuild Project (${text(planned, 'name') ?? ''}): operation error CodeBuild: CreateProject, ResourceAlreadyExistsException: Project already exists: ${text(planned, 'arn') ?? ''}`,
};

export const resources: readonly ResourceKnowledge[] = [project];
