import { type WebEnvironment } from '../../../environments/environment';
import { ListenerRouter } from '../../support/listener-router';
import { type SynthesizedStack } from '../../support/synthesized-stack';
import { synthesizeWebServices } from '../../support/web-stacks';

const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const images = { app: digestOf('a'), proxy: digestOf('b'), api: digestOf('c') };

const services = (change: Partial<WebEnvironment> = {}) =>
  synthesizeWebServices('stg', { allowExec: false, ...change }).services;
const stg = services();
const running = services({ images });
const prod = synthesizeWebServices('prod').services;
const facingTheInternet = services({ loadBalancer: 'public' });
const blueGreen = services({ deployment: 'blueGreen' });

const site = 'stg.example.com';
const api = 'api.stg.example.com';

describe('the load balancer', () => {
  const notFound = { status: 404, body: { error: 'Not found', message: 'No service has this host and path' } };

  it('is internal, speaks TLS 1.3, logs every request and drops what is not HTTP to the letter', () => {
    expect(stg.only('aws_lb')).toMatchObject({
      name: 'web-stg',
      internal: true,
      drop_invalid_header_fields: true,
      enable_deletion_protection: false,
      access_logs: { enabled: true, prefix: 'web-stg' },
      subnets: [expect.stringContaining('IsolatedSubnet'), expect.stringContaining('IsolatedSubnet')],
    });
    expect(stg.all('aws_lb_listener')).toMatchObject([
      { port: 443, protocol: 'HTTPS', ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' },
    ]);
    expect(prod.only('aws_lb').enable_deletion_protection).toBe(true);
    expect(stg.only('aws_s3_bucket').bucket).toBe('web-logs-stg-111122223333-ap-northeast-1');
  });

  it('has one certificate for both hosts', () => {
    expect(stg.only('aws_acm_certificate')).toMatchObject({ domain_name: site, subject_alternative_names: [api] });
    expect(stg.all('aws_route53_record')).toHaveLength(2);
  });

  it.each([
    [site, '/', 'web-stg'],
    [site, '/users', 'web-stg'],
    [site, '/_nuxt/entry.js', 'web-stg'],
    [api, '/users', 'web-api-stg'],
    [api, '/users/42', 'web-api-stg'],
    [api, '/health', 'web-api-stg'],
    [api, '/', notFound],
    [api, '/healthz', notFound],
    ['other.example.com', '/', notFound],
    ['other.example.com', '/users', notFound],
  ])('sends %s%s to %p', (host, path, expected) => {
    expect(new ListenerRouter(stg).route(path, { host })).toEqual(expected);
  });
});

describe('a load balancer that faces the internet', () => {
  const router = new ListenerRouter(facingTheInternet);
  const forbidden = { status: 403, body: { error: 'Forbidden', message: 'Requests come through CloudFront alone' } };
  const rules = facingTheInternet.all('aws_lb_listener_rule');
  const placeholder = /\$\{aws_lb\.\w+\.arn_suffix\}/.exec(JSON.stringify(rules))?.[0] ?? '';

  it('stands in the public subnets, under a name of its own', () => {
    expect(facingTheInternet.only('aws_lb')).toMatchObject({
      internal: false,
      subnets: [expect.stringContaining('PublicSubnet'), expect.stringContaining('PublicSubnet')],
    });
    expect(facingTheInternet.only('aws_acm_certificate').subject_alternative_names).toEqual([api, `origin.${site}`]);
  });

  it('lets nobody through without the secret header, whatever the host', () => {
    for (const host of [site, api, `origin.${site}`, 'other.example.com']) {
      expect(router.route('/users', { host })).toEqual(forbidden);
      expect(router.route('/users', { host, 'x-origin-secret': 'guess' })).toEqual(forbidden);
    }
  });

  it('routes by host with it', () => {
    const withSecret = (host: string, path: string) => router.route(path, { host, 'x-origin-secret': placeholder });
    expect(withSecret(site, '/')).toBe('web-stg');
    expect(withSecret(`origin.${site}`, '/_nuxt/entry.js')).toBe('web-stg');
    expect(withSecret(api, '/users')).toBe('web-api-stg');
    expect(withSecret('other.example.com', '/')).toMatchObject({ status: 404 });
  });

  it('leaves the secret of every rule to its rotation', () => {
    expect(rules).toHaveLength(3);
    expect(rules.map(({ lifecycle }) => lifecycle)).toEqual(rules.map(() => ({ ignore_changes: ['condition'] })));
  });
});

describe('the site', () => {
  const [app, proxy] = running.containers('Front');

  it('is a Nuxt server and a reverse proxy that starts once the server is healthy and takes the requests', () => {
    expect(app).toMatchObject({
      name: 'app',
      portMappings: [{ containerPort: 3000 }],
      healthCheck: { command: ['CMD', '/nodejs/bin/node', 'health-check.cjs'] },
      readonlyRootFilesystem: true,
    });
    expect(proxy).toMatchObject({
      name: 'reverse-proxy',
      portMappings: [{ containerPort: 8080 }],
      environment: { PORT: '8080', APP_PORT: '3000' },
      user: '101:101',
      readonlyRootFilesystem: true,
      mountPoints: [{ sourceVolume: 'reverse-proxy-tmp', containerPath: '/tmp' }],
      dependsOn: [{ containerName: 'app', condition: 'HEALTHY' }],
    });
    expect(proxy).not.toHaveProperty('healthCheck');
    expect(running.only('aws_ecs_service', 'Front')).toMatchObject({
      name: 'web-stg',
      load_balancer: [{ container_name: 'reverse-proxy', container_port: 8080 }],
      deployment_circuit_breaker: { enable: true, rollback: true },
      alarms: { alarm_names: [expect.stringContaining('Front_ServerErrors')], enable: true, rollback: true },
    });
  });

  it('tells the server its stage and where to read what other systems publish', () => {
    expect(app?.environment).toEqual({
      PORT: '3000',
      STAGE: 'stg',
      LOG_LEVEL: 'INFO',
      HTML_CACHE_SECONDS: '60',
      MESH_ENDPOINT_PARAMETER: '/mesh/stg/graphql-endpoint',
      MESH_API_KEY_PARAMETER: '/mesh/stg/api-key',
      SYSTEMS: JSON.stringify([
        { name: 'mesh', title: 'Mesh v2', parameter: '/mesh/stg/graphql-endpoint' },
        { name: 'gateway', title: 'PrivateLink gateway', parameter: '/tristage/stg/release/gateway-proxy' },
        { name: 'web', title: 'Web', parameter: '/tristage/stg/release/web' },
        { name: 'cqrs', title: 'CQRS', parameter: '/tristage/stg/release/cqrs' },
        { name: 'operations', title: 'Operations', parameter: '/tristage/stg/release/operations' },
      ]),
      IMAGE_WIDTHS: '',
    });
    expect(services({ resizeImages: true }).container('Front').environment.IMAGE_WIDTHS).toBe('320,640,960,1280');
  });

  it('may read these parameters and decrypt that one key', () => {
    const parameter = (name: string) => `arn:aws:ssm:ap-northeast-1:111122223333:parameter${name}`;
    expect(stg.statements('Front_Service_Task_Roles_Task_Policy')).toEqual([
      {
        Sid: 'Read',
        Effect: 'Allow',
        Action: ['ssm:GetParameter', 'ssm:GetParameters'],
        Resource: [
          '/mesh/stg/graphql-endpoint',
          '/tristage/stg/release/gateway-proxy',
          '/tristage/stg/release/web',
          '/tristage/stg/release/cqrs',
          '/tristage/stg/release/operations',
          '/mesh/stg/api-key',
        ].map(parameter),
      },
      {
        Sid: 'DecryptApiKey',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:ap-northeast-1:111122223333:key/*',
        Condition: {
          StringEquals: {
            'kms:ViaService': 'ssm.ap-northeast-1.amazonaws.com',
            'kms:EncryptionContext:PARAMETER_ARN': parameter('/mesh/stg/api-key'),
          },
        },
      },
    ]);
  });

  it('logs by container', () => {
    expect(stg.all('aws_cloudwatch_log_group', 'Front').map(({ name }) => name)).toEqual([
      '/web/stg/reverse-proxy',
      '/web/stg/app',
    ]);
  });

  it('is let go by the load balancer before its programs must have ended', () => {
    const drain = Number(stg.only('aws_lb_target_group', 'Front').deregistration_delay);
    for (const { stopTimeout } of stg.containers('Front')) expect(drain).toBeLessThanOrEqual(stopTimeout - 5);
    expect(Number(stg.only('aws_lb_target_group', 'Api').deregistration_delay)).toBeLessThanOrEqual(
      stg.container('Api').stopTimeout - 5,
    );
  });

  it('is asked for its health through the proxy', () => {
    expect(stg.only('aws_lb_target_group', 'Front').health_check).toMatchObject({ path: '/healthz', port: '8080' });
  });

  it('names images by digest, and runs nothing while there are none', () => {
    const names = (stack: SynthesizedStack) => stack.containers('Front').map(({ image }) => image.split('}')[1]);
    expect(names(running)).toEqual([`@${images.app}`, `@${images.proxy}`]);
    expect(names(stg)).toEqual([':none', ':none']);
    expect(running.only('aws_ecs_service', 'Front').desired_count).toBe(1);
    expect(stg.only('aws_ecs_service', 'Front').desired_count).toBe(0);
    expect(stg.only('aws_appautoscaling_target', 'Front')).toMatchObject({
      min_capacity: 1,
      max_capacity: 8,
      suspended_state: { dynamic_scaling_out_suspended: true },
    });
  });

  it('tells a release of both containers', () => {
    const { name, value } = stg.only('aws_ssm_parameter', 'Front');
    expect(name).toBe('/tristage/stg/release/web');
    expect(JSON.parse(String(value))).toMatchObject({
      container: 'app',
      sidecars: [{ container: 'reverse-proxy' }],
      desiredCount: 1,
    });
  });

  it.each<[Partial<WebEnvironment>, string]>([
    [
      { images: { app: images.app } },
      'Front/Service/Task: imageDigest must be given for every container or for none, got one for app and none for reverse-proxy',
    ],
    [{ images: { proxy: images.proxy } }, 'got one for reverse-proxy and none for app'],
    [
      { images: { app: 'latest', proxy: images.proxy } },
      'imageDigest must be sha256: and 64 lower-case hexadecimal digits, not a tag, got "latest"',
    ],
    [{ images: { api: 'v2' } }, 'Api/Service/Task: imageDigest must be sha256: and 64 lower-case'],
    [{ minTasks: 9 }, 'desiredCount must be an integer from 1 to 8, got 9'],
  ])('refuses %p', (change, fault) => {
    expect(() => services(change)).toThrow(fault);
  });
});

describe('the site with blue/green deployment', () => {
  it('has two target groups of which one gets the requests', () => {
    expect(blueGreen.all('aws_lb_target_group', 'Front').map(({ name }) => name)).toEqual(['web-green-stg', 'web-stg']);
    expect(new ListenerRouter(blueGreen).route('/', { host: site })).toBe('web-stg');
    expect(blueGreen.only('aws_lb_listener_rule', 'Front').lifecycle).toEqual({ ignore_changes: ['action'] });
  });

  it('turns from one to the other by ECS, and back when either has server errors', () => {
    const service = blueGreen.only('aws_ecs_service', 'Front');
    expect(service).toMatchObject({
      deployment_configuration: { strategy: 'BLUE_GREEN' },
      alarms: {
        alarm_names: [
          expect.stringContaining('Front_ServerErrors'),
          expect.stringContaining('Front_GreenServerErrors'),
        ],
        rollback: true,
      },
    });
    expect(service).not.toHaveProperty('deployment_circuit_breaker');
    expect(blueGreen.only('aws_ecs_service', 'Api')).toHaveProperty('deployment_circuit_breaker');
  });

  it('keeps the former tasks for longer than the alarms take to ring', () => {
    const { deployment_configuration: configuration } = blueGreen.only('aws_ecs_service', 'Front');
    const minutes = Number(/"bake_time_in_minutes":"(\d+)"/.exec(JSON.stringify(configuration))?.[1]);
    const { period, evaluation_periods: periods } = blueGreen.only('aws_cloudwatch_metric_alarm', 'GreenServerErrors');
    expect(Number(period) * Number(periods)).toBeLessThan(minutes * 60);
  });
});

describe('the API', () => {
  it('is the program of the microservices as users, with a table of its own', () => {
    expect(stg.only('aws_dynamodb_table').name).toBe('web-users-stg');
    expect(stg.container('Api')).toMatchObject({
      name: 'api',
      environment: {
        SERVICE_NAME: 'users',
        SERVICE_PATH: '/users',
        PORT: '8080',
        TABLE_NAME: expect.stringMatching(/aws_dynamodb_table\.Api_Table_\w+\.name/),
        FIELDS: '{"name":"text","email":"email"}',
      },
    });
    expect(stg.container('Api').environment).not.toHaveProperty('EGRESS_PROXY_URL');
    expect(stg.statements('Api_Service_Task_Roles_Task_Policy')).toEqual([
      {
        Sid: 'Items',
        Effect: 'Allow',
        Action: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map((operation) => `dynamodb:${operation}`),
        Resource: expect.stringMatching(/^\$\{aws_dynamodb_table\.Api_Table_\w+\.arn\}$/),
      },
    ]);
    expect(prod.only('aws_dynamodb_table')).toMatchObject({ deletion_protection_enabled: true });
  });

  it('logs and is released under its own name', () => {
    expect(stg.all('aws_cloudwatch_log_group', 'Api').map(({ name }) => name)).toEqual(['/web/stg/api']);
    expect(stg.only('aws_ssm_parameter', 'Api').name).toBe('/tristage/stg/release/web-api');
    expect(stg.only('aws_ecs_service', 'Api').name).toBe('web-api-stg');
  });
});
