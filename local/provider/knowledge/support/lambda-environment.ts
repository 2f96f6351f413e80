import { type Attributes, type Refusal } from '../knowledge';
import { blocks } from './attributes';
import { refusal } from './rules';

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

export function environmentRefusals(config: Attributes): readonly Refusal[] {
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
