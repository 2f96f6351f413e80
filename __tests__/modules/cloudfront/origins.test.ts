import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { type Construct } from 'constructs';
import { publicOrigin, VpcOrigin } from '../../../modules/cloudfront/load-balancer-origin';
import { type Origin } from '../../../modules/cloudfront/origin';
import { StaticAssets, type StaticAssetsProps } from '../../../modules/cloudfront/static-assets';
import { UsEast1 } from '../../../modules/cloudfront/us-east-1';
import { ApplicationLoadBalancer } from '../../../modules/load-balancing/application-load-balancer';
import { LogGroup } from '../../../modules/logs/log-group';
import { someCertificate, someLogBucket, someSecurityGroup } from '../../support/some-load-balancing';
import { SynthesizedScope } from '../../support/synth-scope';
import { SomeEdge, someUsEast1 } from './some-edge';

const someLoadBalancer = (scope: Construct) =>
  new ApplicationLoadBalancer(scope, 'LoadBalancer', {
    name: 'shop',
    securityGroup: someSecurityGroup(scope),
    tier: 'isolated',
    certificate: someCertificate(scope),
    logBucket: someLogBucket(scope),
    otherwise: { status: 404, body: {} },
  });

describe('VpcOrigin', () => {
  const synth = (name = 'shop', domainName = 'shop.example.com') => {
    let origin: Origin | undefined;
    const resources = new SynthesizedScope((scope) => {
      const vpcOrigin = new VpcOrigin(scope, 'VpcOrigin', { name, loadBalancer: someLoadBalancer(scope) });
      origin = vpcOrigin.origin({ originId: 'program', domainName });
    });
    return { resources, origin };
  };

  it('reaches the load balancer over TLS 1.2 or later, once it listens', () => {
    const vpcOrigin = synth().resources.only('aws_cloudfront_vpc_origin');
    expect(vpcOrigin.vpc_origin_endpoint_config).toMatchObject([
      {
        arn: expect.stringMatching(/^\$\{aws_lb\..*\.arn\}$/),
        https_port: 443,
        origin_protocol_policy: 'https-only',
        origin_ssl_protocols: [{ items: ['TLSv1.2'], quantity: 1 }],
      },
    ]);
    expect(vpcOrigin.depends_on).toEqual([expect.stringMatching(/^aws_lb_listener\./)]);
  });

  it('is an origin under a name that the certificate holds', () => {
    expect(synth().origin).toMatchObject({
      needsOwnHost: false,
      config: { originId: 'program', domainName: 'shop.example.com', vpcOriginConfig: { originReadTimeout: 30 } },
    });
    expect(() => synth('shop', 'Shop')).toThrow('VpcOrigin: domainName must be a lower-case name on the certificate');
    expect(() => synth('a shop')).toThrow('VpcOrigin: name must be 1 to 64 letters');
  });
});

describe('publicOrigin', () => {
  const originOf = (domainName: string) => {
    let origin: Origin | undefined;
    new SynthesizedScope((scope) => {
      const header = { name: 'X-Origin-Secret', placeholder: 'none yet' };
      origin = publicOrigin(scope, { originId: 'program', domainName }, header);
    });
    return origin?.config;
  };

  it('goes over TLS 1.2 or later, with the header by which the load balancer knows it', () => {
    expect(originOf('origin.example.com')).toMatchObject({
      domainName: 'origin.example.com',
      customHeader: [{ name: 'X-Origin-Secret', value: 'none yet' }],
      customOriginConfig: { originProtocolPolicy: 'https-only', originSslProtocols: ['TLSv1.2'] },
    });
  });

  it('refuses what is no name', () => {
    expect(() => originOf('10.0.0.1/x')).toThrow('domainName must be a lower-case name');
  });
});

describe('StaticAssets', () => {
  const synth = (change: Partial<StaticAssetsProps> = {}) =>
    new SynthesizedScope((scope) => {
      const edge = new SomeEdge(scope);
      const assets = new StaticAssets(scope, 'Assets', {
        bucketName: 'shop-assets',
        accessName: 'shop-assets',
        originId: 'static-assets',
        prefix: '_nuxt/',
        ...change,
      });
      assets.allowRead(edge.distribution({ defaultBehaviour: edge.behaviour({ origin: assets.origin }) }));
    });

  it('are read by one distribution, below the prefix, and never listed', () => {
    const policy = String(synth().only('aws_s3_bucket_policy').policy);
    const { Statement: statements } = JSON.parse(policy) as { Statement: Record<string, unknown>[] };
    expect(statements.filter(({ Effect: effect }) => effect === 'Allow')).toEqual([
      {
        Sid: 'Viewers',
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: expect.stringMatching(/^\$\{aws_s3_bucket\..*\.arn\}\/_nuxt\/\*$/),
        Condition: { StringEquals: { 'aws:SourceArn': expect.stringMatching(/^\$\{aws_cloudfront_distribution\./) } },
      },
    ]);
  });

  it('are asked for with a signature, always', () => {
    const scope = synth();
    expect(scope.only('aws_cloudfront_origin_access_control')).toMatchObject({
      name: 'shop-assets',
      origin_access_control_origin_type: 's3',
      signing_behavior: 'always',
      signing_protocol: 'sigv4',
    });
    expect(scope.only('aws_cloudfront_distribution').origin).toMatchObject([
      {
        origin_id: 'static-assets',
        domain_name: expect.stringMatching(/bucket_regional_domain_name\}$/),
        origin_access_control_id: expect.stringMatching(/^\$\{aws_cloudfront_origin_access_control\./),
      },
    ]);
  });

  it('tell in a parameter where files are put, when told so', () => {
    expect(synth().all('aws_ssm_parameter')).toEqual([]);
    const parameter = synth({ parameterName: '/shop/assets' }).only('aws_ssm_parameter');
    expect(parameter.name).toBe('/shop/assets');
    expect(JSON.parse(String(parameter.value))).toEqual({
      bucket: expect.stringMatching(/^\$\{aws_s3_bucket\..*\.bucket\}$/),
      prefix: '_nuxt/',
    });
  });

  it('are protected unless told otherwise', () => {
    expect(synth().only('aws_s3_bucket')).toMatchObject({ lifecycle: { prevent_destroy: true } });
    expect(synth({ retainData: false }).only('aws_s3_bucket')).toMatchObject({ lifecycle: { prevent_destroy: false } });
  });

  it.each(['', '/', '/_nuxt/', '_nuxt', '_nuxt//', '_nuxt/*'])('refuse the prefix "%s"', (prefix) => {
    expect(() => synth({ prefix })).toThrow('Assets: prefix must be path segments that each end in /');
  });
});

describe('UsEast1', () => {
  it('makes what is below it in us-east-1, and leaves the rest', () => {
    const scope = new SynthesizedScope((root) => {
      new LogGroup(someUsEast1(root), 'Log', { name: 'edge', retentionDays: 30 });
      new LogGroup(root, 'Log', { name: 'region', retentionDays: 30 });
    });
    expect(scope.only('aws_cloudwatch_log_group', 'UsEast1').provider).toBe('aws.us-east-1');
    expect(scope.all('aws_cloudwatch_log_group').map(({ provider }) => provider)).toContain(undefined);
  });

  it('refuses the provider of another region', () => {
    expect(
      () =>
        new SynthesizedScope((scope) => {
          new UsEast1(scope, 'UsEast1', new AwsProvider(scope, 'Aws', { region: 'us-west-2' }));
        }),
    ).toThrow('UsEast1: provider must be one of us-east-1, got one of us-west-2');
  });
});
