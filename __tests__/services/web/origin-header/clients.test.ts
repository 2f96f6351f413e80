import {
  CloudFrontClient,
  type DistributionConfig,
  type UpdateDistributionCommandInput,
} from '@aws-sdk/client-cloudfront';
import {
  ElasticLoadBalancingV2Client,
  type ModifyRuleCommandInput,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { distributions } from '../../../../services/web/origin-header/distributions';
import { listenerRules } from '../../../../services/web/origin-header/listener-rules';
import { secretStore } from '../../../../services/web/origin-header/secret-store';

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const region = 'eu-west-1';

interface Interceptable {
  readonly middlewareStack: {
    add(
      middleware: (next: unknown, context: { commandName?: string }) => (args: { input: object }) => Promise<unknown>,
      options: { step: 'initialize' },
    ): void;
  };
}

/** Answers the commands of a client by their names, instead of AWS. */
function answering<T extends Interceptable>(client: T, answers: Readonly<Record<string, (input: never) => object>>): T {
  client.middlewareStack.add(
    (_next, context) =>
      ({ input }) => {
        const answer = answers[String(context.commandName)];
        if (!answer) return Promise.reject(new Error(`${String(context.commandName)} is not expected`));
        // The SDK hands each command its own input, which the answer's type names.
        return Promise.resolve({ output: { $metadata: {}, ...answer(input as never) }, response: {} });
      },
    { step: 'initialize' },
  );
  return client;
}

describe('secretStore', () => {
  const missing = Object.assign(new Error('no value'), { name: 'ResourceNotFoundException' });
  const store = (versions: Record<string, string[]>, values: Record<string, string>, calls: object[] = []) =>
    secretStore(
      answering(new SecretsManagerClient({ region, credentials }), {
        DescribeSecretCommand: () => ({ VersionIdsToStages: versions }),
        GetSecretValueCommand: ({ VersionId: id }: { VersionId: string }) => {
          const value = values[id];
          if (value === undefined) throw missing;
          return { SecretString: value };
        },
        PutSecretValueCommand: (input: object) => {
          calls.push(input);
          return {};
        },
        UpdateSecretVersionStageCommand: (input: object) => {
          calls.push(input);
          return {};
        },
      }),
      'the-secret',
    );

  it('reads the value of a stage with the token of its version', async () => {
    const secrets = store({ one: ['AWSCURRENT'], two: ['AWSPENDING'] }, { one: 'a', two: 'b' });
    await expect(secrets.read('AWSCURRENT')).resolves.toEqual({ token: 'one', value: 'a' });
    await expect(secrets.read('AWSPENDING')).resolves.toEqual({ token: 'two', value: 'b' });
  });

  it('reads nothing of a secret without versions, and of a version without value', async () => {
    await expect(store({}, {}).read('AWSCURRENT')).resolves.toBeUndefined();
    await expect(store({ two: ['AWSPENDING'] }, {}).read('AWSPENDING')).resolves.toBeUndefined();
  });

  it('stores a pending value and makes it current', async () => {
    const calls: object[] = [];
    const secrets = store({}, {}, calls);
    await secrets.putPending('two', 'b');
    await secrets.makeCurrent('two', 'one');
    expect(calls).toMatchObject([
      { SecretId: 'the-secret', ClientRequestToken: 'two', SecretString: 'b', VersionStages: ['AWSPENDING'] },
      { SecretId: 'the-secret', VersionStage: 'AWSCURRENT', MoveToVersionId: 'two', RemoveFromVersionId: 'one' },
    ]);
  });
});

describe('listenerRules', () => {
  it('change what every rule lets in, and tell what all let in', async () => {
    const rules = new Map<string, RuleCondition[]>(
      ['one', 'two'].map((arn) => [
        arn,
        [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Secret', Values: ['old', arn] } }],
      ]),
    );
    const client = answering(new ElasticLoadBalancingV2Client({ region, credentials }), {
      DescribeRulesCommand: ({ RuleArns: arns }: { RuleArns: string[] }) => ({
        Rules: arns.map((arn) => ({ RuleArn: arn, Conditions: rules.get(arn) })),
      }),
      ModifyRuleCommand: ({ RuleArn: arn, Conditions: conditions }: ModifyRuleCommandInput) => {
        rules.set(String(arn), conditions ?? []);
        return {};
      },
    });
    const check = listenerRules(client, ['one', 'two'], 'X-Secret');
    await expect(check.accepted()).resolves.toEqual(['old']);
    await check.accept(['old', 'new']);
    await expect(check.accepted()).resolves.toEqual(['old', 'new']);
  });
});

describe('distributions', () => {
  const configOf = (value: string, name = 'X-Secret'): DistributionConfig => ({
    CallerReference: 'one',
    Comment: 'Shop',
    Enabled: true,
    DefaultCacheBehavior: { TargetOriginId: 'program', ViewerProtocolPolicy: 'redirect-to-https' },
    Origins: {
      Quantity: 1,
      Items: [
        {
          Id: 'program',
          DomainName: 'origin.example.com',
          CustomHeaders: { Quantity: 1, Items: [{ HeaderName: name, HeaderValue: value }] },
        },
      ],
    },
  });
  const start = (configs: Record<string, DistributionConfig>) => {
    const updates: UpdateDistributionCommandInput[] = [];
    const log: string[] = [];
    let asked = 0;
    const client = answering(new CloudFrontClient({ region, credentials }), {
      GetDistributionConfigCommand: ({ Id: id }: { Id: string }) => ({
        DistributionConfig: configs[id],
        ETag: `etag-${id}`,
      }),
      UpdateDistributionCommand: (input: UpdateDistributionCommandInput) => {
        updates.push(input);
        if (input.DistributionConfig) configs[String(input.Id)] = input.DistributionConfig;
        return {};
      },
      GetDistributionCommand: () => {
        asked += 1;
        log.push('asked');
        return { Distribution: { Status: asked < 3 ? 'InProgress' : 'Deployed' } };
      },
    });
    const pause = () => {
      log.push('paused');
      return Promise.resolve();
    };
    return {
      updates,
      log,
      sender: distributions({ client, ids: Object.keys(configs), headerName: 'X-Secret', pause }),
    };
  };

  it('send the value, each changed once and against the version that was read, and wait until it is deployed', async () => {
    const { sender, updates, log } = start({ one: configOf('old'), two: configOf('new') });
    await sender.send('new');
    expect(updates.map(({ Id: id, IfMatch: etag }) => [id, etag])).toEqual([['one', 'etag-one']]);
    await expect(sender.sent()).resolves.toEqual(['new', 'new']);
    expect(log.filter((line) => line === 'paused')).toHaveLength(2);
    expect(log.at(-1)).toBe('asked');
  });

  it('refuse a distribution whose origins do not send the header', async () => {
    const { sender } = start({ one: configOf('old', 'X-Other') });
    await expect(sender.send('new')).rejects.toThrow('no origin of the distribution one sends the header X-Secret');
  });
});
