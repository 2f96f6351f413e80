import { join } from 'node:path';
import { type LambdaDefinition } from './lambda-definition';

export interface FunctionEnvironmentOptions {
  readonly endpointUrl: string;
  /** Folder of the unpacked package. */
  readonly taskRoot: string;
  readonly logStream: string;
}

/** All environment variables that the function sees: its own, and those that Lambda sets, which win. */
export function functionEnvironment(
  definition: LambdaDefinition,
  { endpointUrl, taskRoot, logStream }: FunctionEnvironmentOptions,
): Readonly<Record<string, string>> {
  const { logFormat = 'Text', applicationLogLevel } = definition;
  return {
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    ...definition.environment,
    _HANDLER: definition.handler,
    AWS_REGION: definition.region,
    AWS_DEFAULT_REGION: definition.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySizeMiB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: logFormat,
    ...(applicationLogLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: applicationLogLevel }),
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL: endpointUrl,
    // The SDK would else read the profile of whoever runs this, which may name a real account.
    AWS_CONFIG_FILE: join(taskRoot, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(taskRoot, '.aws', 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    // It would warn at each cold start of the Node version that happens to run this.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
