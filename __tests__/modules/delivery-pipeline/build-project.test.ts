import { BuildProject, type BuildProjectProps } from '../../../modules/delivery-pipeline/build-project';
import { someProjectProps } from '../../support/some-delivery';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<BuildProjectProps> = {}) =>
  new SynthesizedScope(
    (scope) =>
      void new BuildProject(scope, 'Build', {
        ...someProjectProps(scope),
        description: 'd',
        output: 'artifact',
        ...props,
      }),
  );

describe('BuildProject', () => {
  it('runs the buildspec of the source on arm64, with its variables', () => {
    expect(synth().only('aws_codebuild_project')).toMatchObject({
      name: 'shop-build-stg',
      build_timeout: 30,
      source: { type: 'CODEPIPELINE', buildspec: 'shop/build.yml' },
      artifacts: { type: 'CODEPIPELINE' },
      encryption_key: expect.stringContaining('aws_kms_key'),
      environment: {
        type: 'ARM_CONTAINER',
        image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0',
        environment_variable: [{ name: 'STAGE', type: 'PLAINTEXT', value: 'stg' }],
      },
    });
  });

  it.each([
    [false, ['LOCAL_CUSTOM_CACHE']],
    [true, ['LOCAL_CUSTOM_CACHE', 'LOCAL_DOCKER_LAYER_CACHE']],
  ])('is privileged only for Docker: %s', (docker, modes) => {
    const project = synth({ docker }).only('aws_codebuild_project');
    expect(project.environment).toMatchObject({ privileged_mode: docker });
    expect(project.cache).toEqual({ type: 'LOCAL', modes });
  });

  it('logs to a group that is there first, with retention', () => {
    const scope = synth();
    expect(scope.only('aws_cloudwatch_log_group')).toMatchObject({
      name: '/aws/codebuild/shop-build-stg',
      retention_in_days: 30,
    });
    expect(scope.only('aws_codebuild_project')).toMatchObject({
      logs_config: { cloudwatch_logs: { status: 'ENABLED', group_name: expect.stringContaining('LogGroup') } },
      depends_on: expect.arrayContaining([expect.stringContaining('aws_cloudwatch_log_group')]),
    });
  });

  it('takes its role for this account alone', () => {
    expect(JSON.parse(String(synth().only('aws_iam_role').assume_role_policy))).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'codebuild.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        },
      ],
    });
  });

  const bucketActions = ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'];
  it('may log and hand artifacts on', () => {
    expect(synth().statements()).toEqual([
      {
        Sid: 'Log',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.\w+\.arn\}:\*$/),
      },
      {
        Sid: 'ArtifactBucket',
        Effect: 'Allow',
        Action: bucketActions,
        Resource: expect.stringMatching(/^\$\{aws_s3_bucket\.\w+\.arn\}$/),
      },
      {
        Sid: 'Artifacts',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        Resource: expect.stringMatching(/^\$\{aws_s3_bucket\.\w+\.arn\}\/\*$/),
      },
      {
        Sid: 'ArtifactKey',
        Effect: 'Allow',
        Action: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        Resource: expect.stringMatching(/^\$\{aws_kms_key\.\w+\.arn\}$/),
      },
    ]);
  });

  it('may not write artifacts when it puts none out, and what it is given comes last', () => {
    const statements = synth({ output: 'none', statements: [{ Action: 'ssm:GetParameter', Resource: 'arn:p' }] });
    expect(statements.statements()).toEqual([
      expect.objectContaining({ Sid: 'Log' }),
      expect.objectContaining({ Sid: 'ArtifactBucket' }),
      expect.objectContaining({ Sid: 'Artifacts', Action: ['s3:GetObject', 's3:GetObjectVersion'] }),
      expect.objectContaining({ Sid: 'ArtifactKey', Action: ['kms:Decrypt', 'kms:DescribeKey'] }),
      { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: 'arn:p' },
    ]);
  });

  it.each([4, 2161, 10.5])('refuses a timeout of %d minutes', (timeoutMinutes) => {
    expect(() => synth({ timeoutMinutes })).toThrow(
      `stack/Build: timeoutMinutes must be an integer from 5 to 2160, got ${timeoutMinutes}`,
    );
  });

  it('refuses a name that CodeBuild or IAM refuses', () => {
    expect(() => synth({ name: 'shop build' })).toThrow(
      'stack/Build: name must be 2 to 64 letters, digits, _ or -, got "shop build"',
    );
  });
});

describe('ArtifactBucket', () => {
  it('is versioned, closed, encrypted with a key of its own, and forgets after 90 days', () => {
    const scope = synth();
    expect(scope.only('aws_s3_bucket_versioning')).toMatchObject({ versioning_configuration: { status: 'Enabled' } });
    expect(scope.only('aws_s3_bucket_server_side_encryption_configuration')).toMatchObject({
      rule: [
        {
          apply_server_side_encryption_by_default: {
            sse_algorithm: 'aws:kms',
            kms_master_key_id: expect.stringContaining('aws_kms_key'),
          },
        },
      ],
    });
    expect(JSON.parse(String(scope.only('aws_s3_bucket_policy').policy))).toMatchObject({
      Statement: [{ Sid: 'OnlyTls', Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    });
    expect(scope.only('aws_s3_bucket_lifecycle_configuration')).toMatchObject({
      rule: [
        { status: 'Enabled', expiration: [{ days: 90 }], noncurrent_version_expiration: [{ noncurrent_days: 1 }] },
      ],
    });
    expect(scope.only('aws_s3_bucket')).toMatchObject({ lifecycle: { prevent_destroy: true }, force_destroy: false });
    expect(scope.only('aws_kms_key')).toMatchObject({ lifecycle: { prevent_destroy: true } });
  });
});
