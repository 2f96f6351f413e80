import { resolve } from 'node:path';
import { z } from 'zod';
import { type DeployedResource } from '../state/deployment';
import { type LambdaDefinition, lambdaLogLevels } from './lambda-definition';

const attributes = z.object({
  function_name: z.string(),
  arn: z.string(),
  package_type: z.string().nullish(),
  filename: z.string().nullish(),
  source_code_hash: z.string().nullish(),
  handler: z.string().nullish(),
  runtime: z.string().nullish(),
  layers: z.array(z.string()).nullish(),
  environment: z.array(z.object({ variables: z.record(z.string(), z.string()).nullish() })).nullish(),
  timeout: z.number().nullish(),
  memory_size: z.number().nullish(),
  logging_config: z
    .array(
      z.object({
        log_format: z.enum(['Text', 'JSON']).nullish(),
        log_group: z.string().nullish(),
        application_log_level: z.enum(lambdaLogLevels).or(z.literal('')).nullish(),
        system_log_level: z.enum(lambdaLogLevels).or(z.literal('')).nullish(),
      }),
    )
    .nullish(),
});

const arnPattern = /^arn:[^:]+:lambda:([^:]+):(\d{12}):function:/;

/**
 * Reads an `aws_lambda_function` of the state; a relative `filename` starts from `assetsDirectory`.
 * @throws Error naming the address and each reason why the function cannot run here.
 */
export function readLambdaDefinition(resource: DeployedResource, assetsDirectory: string): LambdaDefinition {
  const parsed = attributes.safeParse(resource.attributes);
  if (!parsed.success) {
    throw new Error(`${resource.address}: state is not that of a function: ${z.prettifyError(parsed.error)}`);
  }
  const { data } = parsed;
  const [, region, accountId] = arnPattern.exec(data.arn) ?? [];
  const { filename, handler, runtime } = data;
  const faults = [
    ...(region === undefined ? [`arn must be that of a function, got ${data.arn}`] : []),
    ...(data.package_type === 'Image' ? ['package_type must be Zip, got Image'] : []),
    ...(filename ? [] : ['filename must name a zip on this machine; code from S3 cannot run here']),
    ...(handler ? [] : ['handler must be set']),
    ...(/^nodejs\d+\.x$/.test(runtime ?? '')
      ? []
      : [`runtime must be nodejs<version>.x to run here, got ${runtime ?? 'none'}`]),
    ...(data.layers?.length ? [`layers cannot run here, got ${data.layers.join(', ')}; bundle their code`] : []),
  ];
  if (faults.length > 0 || !region || !accountId || !filename || !handler || !runtime) {
    throw new Error(`${resource.address}: ${faults.join('; ')}`);
  }
  const logging = data.logging_config?.[0];
  return {
    functionName: data.function_name,
    arn: data.arn,
    region,
    accountId,
    zipPath: resolve(assetsDirectory, filename),
    ...(data.source_code_hash ? { sourceCodeHash: data.source_code_hash } : {}),
    handler,
    runtime,
    environment: data.environment?.[0]?.variables ?? {},
    timeoutSeconds: data.timeout ?? 3,
    memorySizeMiB: data.memory_size ?? 128,
    logGroup: logging?.log_group ?? `/aws/lambda/${data.function_name}`,
    logFormat: logging?.log_format ?? 'Text',
    ...(logging?.application_log_level ? { applicationLogLevel: logging.application_log_level } : {}),
    ...(logging?.system_log_level ? { systemLogLevel: logging.system_log_level } : {}),
  };
}
