import { NodeFunction, type NodeFunctionProps } from '../../../modules/lambda/node-function';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<NodeFunctionProps> = {}) =>
  new SynthesizedScope(
    (scope) =>
      void new NodeFunction(scope, 'Function', {
        name: 'jobs',
        description: 'd',
        code: { path: __filename, sha256: 'c2hh' },
        environment: { TABLE: 'jobs' },
        logRetentionDays: 14,
        ...props,
      }),
  );

describe('NodeFunction', () => {
  it('runs on Node 22, arm64, traced, with JSON logs in a group of its own', () => {
    const scope = synth();
    expect(scope.only('aws_lambda_function')).toMatchObject({
      function_name: 'jobs',
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      source_code_hash: 'c2hh',
      environment: { variables: { TABLE: 'jobs' } },
      tracing_config: { mode: 'Active' },
      logging_config: { log_format: 'JSON', log_group: expect.stringContaining('aws_cloudwatch_log_group.') },
      timeout: 30,
      memory_size: 256,
    });
    expect(scope.only('aws_cloudwatch_log_group')).toMatchObject({ name: '/aws/lambda/jobs', retention_in_days: 14 });
  });

  it('takes time and memory', () => {
    expect(synth({ timeoutSeconds: 900, memorySizeMiB: 128 }).only('aws_lambda_function')).toMatchObject({
      timeout: 900,
      memory_size: 128,
    });
  });

  it('may log, trace and what it is given, before it exists', () => {
    const scope = synth({ statements: [{ Sid: 'Own', Action: 'sqs:SendMessage', Resource: 'arn:q' }] });
    expect(scope.statements()).toEqual([
      {
        Sid: 'Log',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: expect.stringMatching(/aws_cloudwatch_log_group\..*:\*$/),
      },
      { Sid: 'Trace', Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
      { Sid: 'Own', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:q' },
    ]);
    expect(scope.only('aws_lambda_function').depends_on).toEqual([expect.stringContaining('aws_iam_role_policy.')]);
  });

  it.each([
    [{ timeoutSeconds: 901 }, 'timeoutSeconds must be an integer from 1 to 900, got 901'],
    [{ memorySizeMiB: 127 }, 'memorySizeMiB must be an integer from 128 to 10240, got 127'],
  ])('refuses %p', (props, message) => {
    expect(() => synth(props)).toThrow(message);
  });
});
