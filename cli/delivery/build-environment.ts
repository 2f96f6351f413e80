import { type Place } from '../../local/runtime/adapters/place';

export interface BuildEnvironmentOptions {
  /** Variables of this process. */
  readonly caller: NodeJS.ProcessEnv;
  readonly project: { readonly name: string; readonly environment: Readonly<Record<string, string>> };
  readonly place: Place;
  /** What answers instead of AWS. */
  readonly endpointUrl: string;
  /** Name of the execution, unique. */
  readonly execution: string;
  readonly pipeline: string;
  readonly sourceDirectory: string;
  /** Commit that is built. */
  readonly sourceVersion: string;
  /** Directories of the artifacts besides the source, by name. */
  readonly artifacts: ReadonlyMap<string, string>;
}

/**
 * What the commands of a build find: the caller's environment without its AWS settings, the variables of CodeBuild and
 * of the project, and what leads them to this machine instead of AWS.
 */
export function buildEnvironment(options: BuildEnvironmentOptions): NodeJS.ProcessEnv {
  const { caller, project, place, endpointUrl, execution, pipeline, sourceDirectory, sourceVersion } = options;
  const { accountId, region } = place;
  const id = `${project.name}:${execution}`;
  return {
    ...Object.fromEntries(Object.entries(caller).filter(([name]) => !name.startsWith('AWS_'))),
    CODEBUILD_BUILD_ID: id,
    CODEBUILD_BUILD_ARN: `arn:aws:codebuild:${region}:${accountId}:build/${id}`,
    CODEBUILD_BUILD_NUMBER: '1',
    CODEBUILD_INITIATOR: `codepipeline/${pipeline}`,
    CODEBUILD_SRC_DIR: sourceDirectory,
    CODEBUILD_RESOLVED_SOURCE_VERSION: sourceVersion,
    CODEBUILD_SOURCE_VERSION: sourceVersion,
    ...Object.fromEntries([...options.artifacts].map(([name, path]) => [`CODEBUILD_SRC_DIR_${name}`, path])),
    ...project.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // The SDK would else read the profile of whoever runs this, which may name a real account.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    TRISTAGE_IMAGE_BUILDER: 'local',
  };
}
