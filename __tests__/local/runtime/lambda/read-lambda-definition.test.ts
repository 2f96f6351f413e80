import { readLambdaDefinition } from '../../../../local/runtime/lambda/read-lambda-definition';

const arn = 'arn:aws:lambda:ap-northeast-1:111122223333:function:MeshV2-GraphQL-stg';
const deployed = {
  function_name: 'MeshV2-GraphQL-stg',
  arn,
  package_type: 'Zip',
  filename: 'assets/code/mesh.zip',
  source_code_hash: 'aGFzaA==',
  handler: 'index.handler',
  runtime: 'nodejs22.x',
  architectures: ['arm64'],
  layers: null,
  environment: [{ variables: { TABLE: 'T' } }],
  timeout: 30,
  memory_size: 256,
  logging_config: [{ application_log_level: 'WARN', log_format: 'JSON', log_group: '/aws/own', system_log_level: '' }],
};

const read = (attributes: Record<string, unknown>) =>
  readLambdaDefinition(
    { address: 'aws_lambda_function.F', type: 'aws_lambda_function', attributes, dependsOn: [] },
    '/stacks/mesh-stg',
  );

describe('readLambdaDefinition', () => {
  it('reads what the state says', () => {
    expect(read(deployed)).toEqual({
      functionName: 'MeshV2-GraphQL-stg',
      arn,
      region: 'ap-northeast-1',
      accountId: '111122223333',
      zipPath: '/stacks/mesh-stg/assets/code/mesh.zip',
      sourceCodeHash: 'aGFzaA==',
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      environment: { TABLE: 'T' },
      timeoutSeconds: 30,
      memorySizeMiB: 256,
      logGroup: '/aws/own',
      logFormat: 'JSON',
      applicationLogLevel: 'WARN',
    });
  });

  it("has Lambda's defaults for what the state leaves out", () => {
    const { function_name, handler, runtime } = deployed;
    expect(read({ function_name, arn, handler, runtime, filename: '/abs/code.zip' })).toMatchObject({
      zipPath: '/abs/code.zip',
      environment: {},
      timeoutSeconds: 3,
      memorySizeMiB: 128,
      logGroup: '/aws/lambda/MeshV2-GraphQL-stg',
      logFormat: 'Text',
    });
  });

  it('refuses what cannot run here, with every reason at once', () => {
    expect(() => read({ ...deployed, runtime: 'python3.13', layers: ['arn:layer'], filename: null })).toThrow(
      'aws_lambda_function.F: filename must name a zip on this machine; code from S3 cannot run here; ' +
        'runtime must be nodejs<version>.x to run here, got python3.13; layers cannot run here, got arn:layer; bundle their code',
    );
    expect(() => read({ ...deployed, package_type: 'Image' })).toThrow('package_type must be Zip, got Image');
    expect(() => read({ ...deployed, arn: 'arn:aws:sqs:eu-west-1:1:q' })).toThrow('arn must be that of a function');
    expect(() => read({})).toThrow('aws_lambda_function.F: state is not that of a function');
  });
});
