import { loadEnvironments } from '../../environments/load';
import { addStage } from '../../stacks/stage';
import { type Environment, type GatewayEnvironment, type WebEnvironment } from '../../environments/environment';
import { addWeb } from '../../stacks/web/web';
import { addGateway } from '../../stacks/gateway/gateway';
import { type Configuration, parseConfiguration, synthesize } from '../support/configuration';
import { StackGraph } from '../support/stack-graph';
import * as rules from './rules/rules';

const environments = loadEnvironments({ shell: {} });
const stacks = synthesize((app) => {
  for (const environment of environments) addStage(app, environment);
});
const graph = new StackGraph(stacks);
const retained = environments.filter(({ retainData }) => retainData).map(({ stage }) => stage);
const isRetained = ({ stackId }: Configuration) => retained.some((stage) => stackId.endsWith(`-${stage}`));

/** A stack of hand-written resources, to show that each rule can fail. */
const broken = (resource: object, more: object = {}) =>
  parseConfiguration(
    'broken',
    JSON.stringify({ terraform: { backend: { s3: {} } }, provider: { aws: [{}] }, resource, ...more }),
  );
const alarm = { alarm_actions: ['${aws_sns_topic.T.arn}'], namespace: 'AWS/SQS', metric_name: 'Age', dimensions: {} };

const everywhere: [string, rules.Rule, Configuration, string][] = [
  [
    'every service that writes a log has its group in code',
    rules.logGroupsExist,
    broken({ aws_lambda_function: { F: { function_name: 'f' } } }),
    'aws_lambda_function.F writes to /aws/lambda/f, which is not in code',
  ],
  [
    'every log group has retention',
    rules.logGroupsHaveRetention,
    broken({ aws_cloudwatch_log_group: { G: { name: 'g' } } }),
    'aws_cloudwatch_log_group.G keeps its log for ever',
  ],
  [
    'web ACLs log to groups that WAF accepts',
    rules.webAclLogNames,
    broken({
      aws_cloudwatch_log_group: { G: { name: 'waf' } },
      aws_wafv2_web_acl_logging_configuration: {
        L: { log_destination_configs: ['${aws_cloudwatch_log_group.G.arn}'] },
      },
    }),
    'aws_wafv2_web_acl_logging_configuration.L logs to waf, not to a group aws-waf-logs-*',
  ],
  [
    'every queue has a dead-letter queue',
    rules.queuesHaveDeadLetterQueueAndAlarm,
    broken({ aws_sqs_queue: { Q: { name: 'q' } } }),
    'aws_sqs_queue.Q has no dead-letter queue',
  ],
  [
    'every dead-letter queue has an alarm',
    rules.queuesHaveDeadLetterQueueAndAlarm,
    broken({
      aws_sqs_queue: { Q: { redrive_policy: '{"deadLetterTargetArn":"${aws_sqs_queue.D.arn}"}' }, D: { name: 'd' } },
    }),
    'aws_sqs_queue.D has no alarm',
  ],
  [
    "every alarm goes to the system's own topic",
    rules.alarmsReachTheTopicOfTheSystem,
    broken({ aws_cloudwatch_metric_alarm: { A: alarm } }),
    'aws_cloudwatch_metric_alarm.A tells no topic of the system',
  ],
  [
    'every topic is encrypted with a key that its publishers may use',
    rules.alarmTopicsHaveTheirOwnKey,
    broken({ aws_sns_topic: { T: { kms_master_key_id: 'alias/aws/sns' } } }),
    'aws_sns_topic.T is not encrypted with a key of the stack',
  ],
  [
    'every alarm watches a metric that AWS publishes under its dimensions',
    rules.alarmMetricsArePublished,
    broken({
      aws_cloudwatch_metric_alarm: {
        A: { namespace: 'AWS/DynamoDB', metric_name: 'SystemErrors', dimensions: { TableName: 't' } },
      },
    }),
    'aws_cloudwatch_metric_alarm.A: AWS/DynamoDB SystemErrors is not published under [TableName]',
  ],
  [
    'policies name their actions',
    rules.policiesNameActionsAndResources,
    broken({ aws_iam_role_policy: { P: { policy: '{"Statement":[{"Action":"s3:Get*","Resource":"b"}]}' } } }),
    'aws_iam_role_policy.P allows s3:Get*',
  ],
  [
    'endpoint policies name their actions',
    rules.policiesNameActionsAndResources,
    broken({ aws_vpc_endpoint: { E: { policy: '{"Statement":[{"Action":"*","Resource":"*"}]}' } } }),
    'aws_vpc_endpoint.E allows *',
  ],
  [
    'policies name their resources',
    rules.policiesNameActionsAndResources,
    broken({ aws_iam_role_policy: { P: { policy: '{"Statement":[{"Action":["s3:GetObject"],"Resource":"*"}]}' } } }),
    'aws_iam_role_policy.P allows s3:GetObject on every resource',
  ],
  [
    'every provider sets the four default tags and takes one account',
    rules.providersCarryTagsAndAccount,
    broken({}),
    'a provider takes any account',
  ],
  [
    'no secret is written or read by Terraform',
    rules.noSecretPassesThroughTerraform,
    broken({}, { data: { aws_ssm_parameter: { S: {} } } }),
    'data.aws_ssm_parameter.S reads a value into state',
  ],
  [
    "state is locked by S3 and encrypted by the bucket's default",
    rules.stateUsesTheBucketsOwnEncryptionAndLock,
    parseConfiguration('broken', '{"terraform":{"backend":{"s3":{"encrypt":true}}},"provider":{}}'),
    'the backend sets encrypt',
  ],
];

describe.each(everywhere)('%s', (_title, rule, violation, fault) => {
  it.each(stacks.map((stack) => [stack.stackId, stack] as const))('in %s', (_id, stack) => {
    expect(rule(stack, graph)).toEqual([]);
  });

  it('or the fault is named', () => {
    expect(rule(violation, new StackGraph([violation]))).toContain(fault);
  });
});

describe("an alarm that tells another stack's topic", () => {
  const topic = (stackId: string) =>
    parseConfiguration(
      stackId,
      JSON.stringify({ output: { t: { value: '${aws_sns_topic.T.arn}' } }, resource: { aws_sns_topic: { T: {} } } }),
    );
  const told = (reader: string, owner: string) => {
    const stack = parseConfiguration(
      reader,
      JSON.stringify({
        data: { terraform_remote_state: { up: { config: { key: `${owner}.tfstate` } } } },
        resource: {
          aws_cloudwatch_metric_alarm: { A: { alarm_actions: ['${data.terraform_remote_state.up.outputs.t}'] } },
        },
      }),
    );
    return rules.alarmsReachTheTopicOfTheSystem(stack, new StackGraph([stack, topic(owner)]));
  };

  it('is heard within its system and stage, and nowhere else', () => {
    expect(told('shop-web-stg', 'shop-base-stg')).toEqual([]);
    const fault = ['aws_cloudwatch_metric_alarm.A tells no topic of the system'];
    expect(told('shop-web-stg', 'shop-base-prod')).toEqual(fault);
    expect(told('shop-web-stg', 'bank-base-stg')).toEqual(fault);
  });
});

describe('where data is retained', () => {
  it.each(stacks.filter(isRetained).map((stack) => [stack.stackId, stack] as const))(
    'nothing stateful in %s can be destroyed',
    (_id, stack) => {
      expect([...rules.statefulResourcesAreProtected(stack, graph), ...rules.tablesAreProtected(stack, graph)]).toEqual(
        [],
      );
    },
  );

  it('is prod alone, but for the state itself', () => {
    const open = stacks.filter((stack) => rules.statefulResourcesAreProtected(stack, graph).length > 0);
    const systems = [
      'gateway-egress',
      'gateway-network',
      'gateway-proxy',
      'gateway-services',
      'mesh',
      'web',
      'web-delivery',
    ];
    expect(open.map(({ stackId }) => stackId).sort()).toEqual(
      systems.flatMap((system) => [`${system}-stg`, `${system}-stg2`]).sort(),
    );
  });
});

describe('tags', () => {
  const untagged = (stack: Configuration) =>
    stack.resources.filter(({ properties }) => {
      const tags = properties.tags;
      return typeof tags === 'object' && tags !== null && !('ResourceType' in tags);
    });

  it.each(stacks.map((stack) => [stack.stackId, stack] as const))('name the resource type in %s', (_id, stack) => {
    expect(untagged(stack)).toEqual([]);
    expect(stack.resources.filter(({ properties }) => 'tags' in properties).length).toBeGreaterThan(2);
  });
});

/** Fields of an environment that decide whether a resource exists, and a value at which none does. */
const options = {
  natPerZone: false,
  allowExec: false,
  wafRateLimit: undefined,
} as const satisfies Partial<GatewayEnvironment>;
const digest = `sha256:${'0'.repeat(64)}`;
const webOptions = { allowExec: false, wafRateLimit: undefined } as const satisfies Partial<WebEnvironment>;
const withGateway = (environment: Environment, change: Partial<GatewayEnvironment>): Environment => ({
  ...environment,
  gateway: { ...environment.gateway, ...change },
});
const withWeb = (environment: Environment, change: Partial<WebEnvironment>): Environment => ({
  ...environment,
  web: { ...environment.web, ...change },
});
/** Addresses without the hash of their path, as `<stack>/<type>.<path>`. */
const placesOf = (configurations: readonly Configuration[]) =>
  configurations.flatMap(({ stackId, resources }) =>
    resources.map(({ address }) => `${stackId}/${address.replace(/_[0-9A-F]{8}$/, '')}`),
  );

describe('stages', () => {
  const systems = [...new Set(stacks.map(({ stackId }) => stackId.replace(/-[^-]+$/, '')))];
  const alike = synthesize((app) => {
    for (const environment of environments) addStage(app, withWeb(withGateway(environment, options), webOptions));
  });

  it.each(systems)('of %s differ in values only, but for what an option adds', (system) => {
    const addresses = environments.map(({ stage }) =>
      alike
        .find(({ stackId }) => stackId === `${system}-${stage}`)
        ?.resources.map(({ address }) => address)
        .sort(),
    );
    expect(addresses[0]?.length).toBeGreaterThan(5);
    expect(addresses[1]).toEqual(addresses[0]);
    expect(addresses[2]).toEqual(addresses[0]);
  });

  const added: [string, Partial<GatewayEnvironment>, readonly string[]][] = [
    [
      'a NAT gateway per zone',
      { natPerZone: true },
      [
        'gateway-network-stg/aws_eip.PublicNetwork_NatAddress-ap-northeast-1c',
        'gateway-network-stg/aws_nat_gateway.PublicNetwork_Nat-ap-northeast-1c',
      ],
    ],
    [
      'shells in tasks',
      { allowExec: true },
      [
        'gateway-egress-stg/aws_iam_role_policy.Service_Task_Roles_Task_Exec',
        'gateway-network-stg/aws_cloudwatch_log_group.Cluster_Exec',
        'gateway-network-stg/aws_vpc_endpoint.IsolatedAwsEndpoints_SsmMessages',
        'gateway-proxy-stg/aws_iam_role_policy.Service_Task_Roles_Task_Exec',
        'gateway-services-stg/aws_iam_role_policy.Services_orders_Service_Task_Roles_Task_Exec',
        'gateway-services-stg/aws_iam_role_policy.Services_payments_Service_Task_Roles_Task_Exec',
        'gateway-services-stg/aws_iam_role_policy.Services_users_Service_Task_Roles_Task_Exec',
      ],
    ],
    [
      'a web ACL',
      { wafRateLimit: 2000 },
      [
        'gateway-proxy-stg/aws_cloudwatch_log_group.RateLimit_LogGroup',
        'gateway-proxy-stg/aws_wafv2_web_acl.RateLimit',
        'gateway-proxy-stg/aws_wafv2_web_acl_association.RateLimit_Association',
        'gateway-proxy-stg/aws_wafv2_web_acl_logging_configuration.RateLimit_Logging',
      ],
    ],
    ['images from the start', { images: { proxy: digest, microservice: digest, egressProxy: digest } }, []],
  ];
  /** What the stacks of stg have more in `changed` than in `plain`; nothing may go. */
  const addedBy = (add: typeof addGateway, plain: Environment, changed: Environment): readonly string[] => {
    const before = new Set(placesOf(synthesize((app) => add(app, plain))));
    const more = placesOf(synthesize((app) => add(app, changed))).filter((place) => !before.delete(place));
    expect([...before]).toEqual([]);
    return more;
  };
  const stg = environments.find(({ stage }) => stage === 'stg');
  if (!stg) throw new Error('no environment of stg');

  it.each(added)('may have %s, which adds just that', (_what, change, expected) => {
    const plain = withGateway(stg, options);
    expect(addedBy(addGateway, plain, withGateway(plain, change))).toEqual(expected);
  });

  const addedToWeb: [string, Partial<WebEnvironment>, readonly string[]][] = [
    [
      'shells in tasks',
      { allowExec: true },
      [
        'web-network-stg/aws_cloudwatch_log_group.Cluster_Exec',
        'web-network-stg/aws_vpc_endpoint.AwsEndpoints_SsmMessages',
        'web-stg/aws_iam_role_policy.Api_Service_Task_Roles_Task_Exec',
        'web-stg/aws_iam_role_policy.Front_Service_Task_Roles_Task_Exec',
      ],
    ],
    [
      'a web ACL',
      { wafRateLimit: 2000 },
      [
        'web-stg/aws_cloudwatch_log_group.UsEast1_WebAcl_LogGroup',
        'web-stg/aws_cloudwatch_metric_alarm.UsEast1_Alarms_BlockedRequests',
        'web-stg/aws_wafv2_web_acl.UsEast1_WebAcl',
        'web-stg/aws_wafv2_web_acl_logging_configuration.UsEast1_WebAcl_Logging',
      ],
    ],
    ['images from the start', { images: { app: digest, proxy: digest, api: digest } }, []],
    ['an approval', { delivery: { ...stg.web.delivery, approval: true } }, []],
    [
      'a migration',
      { delivery: { ...stg.web.delivery, migrationCommand: ['node', 'migrate.mjs'] } },
      [
        'web-delivery-stg/aws_cloudwatch_log_group.Migrate_Project_LogGroup',
        'web-delivery-stg/aws_codebuild_project.Migrate_Project',
        'web-delivery-stg/aws_iam_role.Migrate_Project_Role',
        'web-delivery-stg/aws_iam_role_policy.Migrate_Project_Role_Policy',
      ],
    ],
  ];
  it.each(addedToWeb)('may have %s in the web system, which adds just that', (_what, change, expected) => {
    const plain = withWeb(stg, webOptions);
    expect(addedBy(addWeb, plain, withWeb(plain, change))).toEqual(expected);
  });

  it('keep their state apart', () => {
    const places = stacks.map(({ json: { terraform } }) => {
      const { bucket, key } = terraform.backend.s3;
      return `${String(bucket)}/${String(key)}`;
    });
    expect(new Set(places).size).toBe(stacks.length);
    expect(places).toContain('tristage-tfstate-stg-111122223333-ap-northeast-1/mesh-stg.tfstate');
  });
});

describe('synth', () => {
  it('gives the same bytes twice', () => {
    const again = synthesize((app) => {
      for (const environment of environments) addStage(app, environment);
    });
    expect(again.map(({ text }) => text)).toEqual(stacks.map(({ text }) => text));
  });
});
