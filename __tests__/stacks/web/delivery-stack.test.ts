import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, type WebEnvironment } from '../../../environments/environment';
import { loadEnvironments } from '../../../environments/load';
import { WebDeliveryStack } from '../../../stacks/web/delivery-stack';
import { WebNetworkStack } from '../../../stacks/web/network-stack';
import { WebStack } from '../../../stacks/web/web-stack';
import { type Configuration, type ConfiguredResource, synthesize } from '../../support/configuration';
import { StackGraph } from '../../support/stack-graph';

const environments = loadEnvironments({ shell: {} });
const digest = `sha256:${'0'.repeat(64)}`;

const web = (delivery: Partial<WebEnvironment['delivery']>, more: Partial<WebEnvironment> = {}): Environment => {
  const [stg] = environments;
  if (!stg) throw new Error('no environment of stg');
  return { ...stg, web: { ...stg.web, ...more, delivery: { ...stg.web.delivery, ...delivery } } };
};

const synth = (environment: Environment) => {
  const stacks = synthesize((app) => {
    const network = new WebNetworkStack(app, environment);
    new WebDeliveryStack(app, environment, { network, web: new WebStack(app, environment, { network }) });
  });
  const find = (id: string): Configuration => {
    const found = stacks.find(({ stackId }) => stackId === `${id}-${environment.stage}`);
    if (!found) throw new Error(`no stack ${id}`);
    return found;
  };
  return { stacks, delivery: find('web-delivery'), network: find('web-network'), site: find('web') };
};

const ofType = ({ resources }: Configuration, type: string): readonly ConfiguredResource[] =>
  resources.filter((resource) => resource.type === type);
const only = (configuration: Configuration, type: string, part = '') => {
  const found = ofType(configuration, type).filter(({ address }) => address.includes(part));
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} resources ${type} match "${part}"`);
  return found[0].properties;
};
const rights = (configuration: Configuration, part: string) =>
  only(configuration, 'aws_iam_role_policy', part).policy as string;

interface Action {
  readonly name: string;
  readonly provider: string;
  readonly configuration: Readonly<Record<string, string>>;
}
const stagesOf = (configuration: Configuration) =>
  only(configuration, 'aws_codepipeline').stage as readonly {
    readonly name: string;
    readonly action: readonly Action[];
  }[]; // as synthesized
const outline = (configuration: Configuration) =>
  stagesOf(configuration).map(
    ({ name, action }) => `${name}: ${action.map((one) => `${one.name} by ${one.provider}`).join(', ')}`,
  );

const plain = {
  source: 'codecommit',
  repository: 'tristage',
  approval: false,
  deployAction: 'revision',
  migrationCommand: undefined,
} as const;
const { stacks, delivery, network, site } = synth(web(plain));
const graph = new StackGraph(stacks);

describe('WebDeliveryStack', () => {
  it('deploys after the stacks whose repositories and bucket it writes to', () => {
    expect(graph.upstreamOf(delivery)).toEqual(['web-network-stg', 'web-stg']);
    expect(graph.upstreamOf(site)).toEqual(['web-network-stg']);
  });

  it('builds from a branch and deploys both services in one action', () => {
    expect(only(delivery, 'aws_codepipeline').name).toBe('web-stg');
    expect(outline(delivery)).toEqual([
      'Source: Source by CodeCommit',
      'Build: Build by CodeBuild',
      'Deploy: Deploy by CodeBuild',
    ]);
    expect(ofType(delivery, 'aws_codebuild_project').map(({ properties }) => properties.name)).toEqual([
      'web-build-stg',
      'web-deploy-stg',
    ]);
  });

  it('has every build know its stage, system and service', () => {
    for (const { properties } of ofType(delivery, 'aws_codebuild_project')) {
      expect(properties.environment).toMatchObject({
        environment_variable: [
          { name: 'STAGE', value: 'stg' },
          { name: 'SYSTEM', value: 'web' },
          { name: 'SERVICE', value: 'web' },
        ],
      });
    }
  });

  it('tells the topic of the system, which admits it', () => {
    const rule = only(delivery, 'aws_codestarnotifications_notification_rule');
    const [target] = rule.target as readonly { readonly address: string }[]; // as synthesized
    expect(graph.resolve(delivery, target?.address)?.resource.stack.stackId).toBe('web-network-stg');
    expect(String(only(network, 'aws_sns_topic_policy').policy)).toContain('codestar-notifications.amazonaws.com');
  });

  it('names the services, families, roles and parameters as the stack of the site does', () => {
    const names = (type: string, field: string) =>
      ofType(site, type).map(({ properties }) => String(properties[field]));
    const allowed = rights(delivery, 'Deploy');
    const named = (pattern: RegExp) => [...new Set([...allowed.matchAll(pattern)].map(([, name]) => name))];
    expect(names('aws_iam_role', 'name')).toEqual(expect.arrayContaining(named(/:role\/([\w-]+)/g)));
    expect(named(/:role\/([\w-]+)/g)).toHaveLength(4);
    expect(named(/:task-definition\/([\w-]+):/g).sort()).toEqual(names('aws_ecs_task_definition', 'family').sort());
    expect(named(/:service\/\$\{[^}]+\}\/([\w-]+)/g).sort()).toEqual(names('aws_ecs_service', 'name').sort());
    const parameters = names('aws_ssm_parameter', 'name');
    const releases = named(/:parameter(\/tristage\/stg\/release\/[\w-]+)/g);
    expect(releases).toHaveLength(2);
    expect(parameters).toEqual(expect.arrayContaining(releases));
    const [, assets] = /:parameter(\/tristage\/stg\/assets\/[\w-]+)/.exec(rights(delivery, 'Build')) ?? [];
    expect(parameters).toContain(assets);
  });

  it('gives each image to a container that the service has', () => {
    const buildspec = readFileSync(join(__dirname, '../../../services/web/delivery/build.buildspec.yml'), 'utf8');
    const given = [...buildspec.matchAll(/"([\w-]+)=\$[A-Z_]+"/g)].map(([, container]) => container);
    const containers = ofType(site, 'aws_ecs_task_definition').flatMap(({ properties }) =>
      (JSON.parse(String(properties.container_definitions)) as readonly { name: string }[]).map(({ name }) => name),
    );
    expect(given.sort()).toEqual(containers.sort());
  });

  it('lets the build push to the three repositories and add static files, and change nothing that runs', () => {
    const allowed = JSON.parse(rights(delivery, 'Build')) as {
      readonly Statement: readonly { Action: unknown; Resource: unknown }[];
    };
    const push = allowed.Statement.find(({ Action }) => [Action].flat().includes('ecr:PutImage'));
    expect(
      graph
        .namedIn(delivery, push?.Resource)
        .map(({ resource }) => String(resource.properties.name))
        .sort(),
    ).toEqual(['web-api-stg', 'web-app-stg', 'web-proxy-stg']);
    const put = allowed.Statement.find(
      ({ Action, Resource }) => [Action].flat().includes('s3:PutObject') && String(Resource).includes('web-stg'),
    );
    expect([put?.Resource].flat().map((arn) => String(arn).replace(/^.*\}/, ''))).toEqual(['/_nuxt/*', '/releases/*']);
    expect(rights(delivery, 'Build')).not.toMatch(/UpdateService|RegisterTaskDefinition|RunTask|PassRole|DeleteObject/);
  });

  it('asks a person where the environment says so', () => {
    const stage = stagesOf(synth(web({ ...plain, approval: true })).delivery).find(({ name }) => name === 'Approval');
    expect(stage?.action[0]?.configuration.CustomData).toContain('to stg');
  });

  it('migrates before it deploys, with the command of the environment', () => {
    const migrating = synth(web({ ...plain, approval: true, migrationCommand: ['node', 'migrate.mjs'] }));
    expect(outline(migrating.delivery).slice(2)).toEqual([
      'Approval: Approve by Manual',
      'Migrate: Migrate by CodeBuild',
      'Deploy: Deploy by CodeBuild',
    ]);
    expect(only(migrating.delivery, 'aws_codebuild_project', 'Migrate')).toMatchObject({
      source: { buildspec: 'services/web/delivery/migrate.buildspec.yml' },
      environment: {
        environment_variable: expect.arrayContaining([
          { name: 'MIGRATION_COMMAND', type: 'PLAINTEXT', value: '["node","migrate.mjs"]' },
        ]),
      },
    });
    const [, logGroup] = /log-group:([\w/-]+):\*"/.exec(rights(migrating.delivery, 'Migrate')) ?? [];
    expect(ofType(migrating.site, 'aws_cloudwatch_log_group').map(({ properties }) => properties.name)).toContain(
      logGroup,
    );
  });

  it('reads GitHub through a connection where the environment says so', () => {
    const other = synth(web({ ...plain, source: 'github', repository: 'acme/tristage' })).delivery;
    expect(outline(other)[0]).toBe('Source: Source by CodeStarSourceConnection');
    expect(only(other, 'aws_codeconnections_connection').name).toBe('web-stg');
  });

  it("deploys with CodePipeline's own action where the environment says so, the API first", () => {
    const stock = synth(web({ ...plain, deployAction: 'imagedefinitions' }, { deployment: 'rolling' })).delivery;
    expect(outline(stock).at(-1)).toBe('Deploy: DeployApi by ECS, DeploySite by ECS');
    expect(
      stagesOf(stock)
        .at(-1)
        ?.action.map(({ configuration }) => [configuration.ServiceName, configuration.FileName]),
    ).toEqual([
      ['web-api-stg', 'imagedefinitions-web-api.json'],
      ['web-stg', 'imagedefinitions-web.json'],
    ]);
    expect(ofType(stock, 'aws_codebuild_project').map(({ properties }) => properties.name)).toEqual(['web-build-stg']);
    expect(rights(stock, 'Pipeline')).toContain('ecs:UpdateService');
  });

  it("refuses CodePipeline's own action for blue/green", () => {
    expect(() => synth(web({ ...plain, deployAction: 'imagedefinitions' }, { deployment: 'blueGreen' }))).toThrow(
      "web-delivery-stg: web.delivery.deployAction must be revision when web.deployment is blueGreen, got imagedefinitions: CodePipeline's own action knows rolling updates only",
    );
  });

  it.each([
    ['codecommit', 'acme/tristage', 'must be the name of a CodeCommit repository'],
    ['github', 'tristage', 'must be owner/name of a repository on GitHub'],
  ] as const)('refuses the source %s with the repository %s', (source, repository, message) => {
    expect(() => synth(web({ ...plain, source, repository }))).toThrow(
      `web-delivery-stg/Source: repository ${message}`,
    );
  });

  it('is the same with images as without', () => {
    const withImages = synth(web(plain, { images: { app: digest, proxy: digest, api: digest } })).delivery;
    expect(withImages.text).toBe(delivery.text);
  });
});
