import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Construct } from 'constructs';
import { publicOrigin } from '../../../modules/cloudfront/load-balancer-origin';
import { OriginHeaderSecret, type OriginHeaderSecretProps } from '../../../modules/cloudfront/origin-header-secret';
import { ApplicationLoadBalancer } from '../../../modules/load-balancing/application-load-balancer';
import { someCertificate, someLogBucket, someSecurityGroup } from '../../support/some-load-balancing';
import { writeLambdaZip } from '../../support/lambda-zip';
import { SynthesizedScope } from '../../support/synth-scope';
import { SomeEdge } from './some-edge';

const directory = mkdtempSync(join(tmpdir(), 'origin-header-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const synth = (change: Partial<OriginHeaderSecretProps> = {}) =>
  new SynthesizedScope((scope) => {
    const edge = new SomeEdge(scope);
    const within = new Construct(scope, 'Region');
    const loadBalancer = new ApplicationLoadBalancer(within, 'LoadBalancer', {
      name: 'shop',
      securityGroup: someSecurityGroup(within),
      tier: 'public',
      certificate: someCertificate(within),
      logBucket: someLogBucket(within),
      otherwise: { status: 403, body: {} },
    });
    const header = { name: 'X-Secret', placeholder: 'none yet' };
    const rule = loadBalancer.route(scope, 'Rule', {
      priority: 1,
      header: { name: header.name, values: [header.placeholder], rotated: true },
      to: { status: 200, body: {} },
    });
    const origin = publicOrigin(scope, { originId: 'program', domainName: 'origin.example.com' }, header);
    new OriginHeaderSecret(scope, 'Secret', {
      name: 'shop-header',
      headerName: header.name,
      rules: [rule],
      distributions: [edge.distribution({ defaultBehaviour: edge.behaviour({ origin }) })],
      code: writeLambdaZip(directory, { 'index.js': 'exports.handler = () => 1' }),
      logRetentionDays: 30,
      ...change,
    });
  });

describe('OriginHeaderSecret', () => {
  it('is made without a value: none is in the configuration or in state', () => {
    const scope = synth();
    expect(scope.only('aws_secretsmanager_secret').name).toBe('shop-header');
    expect(scope.all('aws_secretsmanager_secret_version')).toEqual([]);
  });

  it('is rotated at once and every 30 days, by a function that Secrets Manager may call for it alone', () => {
    const scope = synth();
    expect(scope.only('aws_secretsmanager_secret_rotation')).toMatchObject({
      rotate_immediately: true,
      rotation_rules: { automatically_after_days: 30 },
      depends_on: [expect.stringMatching(/^aws_lambda_permission\./)],
    });
    expect(scope.only('aws_lambda_permission')).toMatchObject({
      principal: 'secretsmanager.amazonaws.com',
      source_arn: expect.stringMatching(/^\$\{aws_secretsmanager_secret\..*\.arn\}$/),
    });
    expect(synth({ rotationDays: 7 }).only('aws_secretsmanager_secret_rotation')).toMatchObject({
      rotation_rules: { automatically_after_days: 7 },
    });
  });

  it('lets the function change its rules and distributions, and read rules, which have no resource types', () => {
    const scope = synth();
    expect(scope.statements('Secret')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Action: [
            'secretsmanager:DescribeSecret',
            'secretsmanager:GetSecretValue',
            'secretsmanager:PutSecretValue',
            'secretsmanager:UpdateSecretVersionStage',
          ],
          Resource: expect.stringMatching(/^\$\{aws_secretsmanager_secret\./),
        }),
        expect.objectContaining({ Action: 'elasticloadbalancing:DescribeRules', Resource: '*' }),
        expect.objectContaining({
          Action: 'elasticloadbalancing:ModifyRule',
          Resource: [expect.stringMatching(/^\$\{aws_lb_listener_rule\./)],
        }),
        expect.objectContaining({
          Action: ['cloudfront:GetDistribution', 'cloudfront:GetDistributionConfig', 'cloudfront:UpdateDistribution'],
          Resource: [expect.stringMatching(/^\$\{aws_cloudfront_distribution\./)],
        }),
      ]),
    );
    const { environment } = scope.only('aws_lambda_function');
    expect(environment).toMatchObject({ variables: { HEADER_NAME: 'X-Secret' } });
  });

  it('is left alone by Terraform on both sides', () => {
    const scope = synth();
    expect(scope.only('aws_cloudfront_distribution').lifecycle).toMatchObject({ ignore_changes: ['origin'] });
    expect(scope.only('aws_lb_listener_rule').lifecycle).toMatchObject({ ignore_changes: ['condition'] });
    const other = new SynthesizedScope((root) => void new SomeEdge(root).distribution());
    expect(other.only('aws_cloudfront_distribution')).not.toHaveProperty('lifecycle');
  });

  it.each<[Partial<OriginHeaderSecretProps>, string]>([
    [{ rotationDays: 0 }, 'rotationDays must be an integer from 1 to 1000, got 0'],
    [{ rules: [] }, 'rules must hold one or more, got none'],
    [{ distributions: [] }, 'distributions must hold one or more, got none'],
  ])('refuses %j', (change, message) => {
    expect(() => synth(change)).toThrow(`Secret: ${message}`);
  });
});
