import { EnvironmentError, loadEnvironments } from '../../environments/load';
import { EnvironmentFiles } from '../support/environments';

describe('the names of the web system', () => {
  let files: EnvironmentFiles;
  beforeEach(() => {
    files = new EnvironmentFiles();
  });
  afterEach(() => {
    files.remove();
  });

  const load = (shell: Record<string, string> = { STAGE: 'stg' }) =>
    loadEnvironments({ directory: files.directory, shell });
  const messageOf = (shell?: Record<string, string>) => {
    try {
      load(shell);
    } catch (error) {
      if (error instanceof EnvironmentError) return error.message;
      throw error;
    }
    throw new Error('the environments were accepted');
  };
  const digest = `sha256:${'a'.repeat(64)}`;

  it('become one environment a stage, each with names of its own', () => {
    const webs = load({}).map(({ web }) => web);
    expect(webs.map(({ domainName, apiDomainName }) => [domainName, apiDomainName])).toEqual([
      ['stg.example.com', 'api.stg.example.com'],
      ['stg2.example.com', 'api.stg2.example.com'],
      ['example.com', 'api.example.com'],
    ]);
    expect(webs[0]).toMatchObject({
      zones: ['ap-northeast-1a', 'ap-northeast-1c'],
      loadBalancer: 'internal',
      deployment: 'rolling',
      maxTasks: 8,
      resizeImages: false,
      allowedCountries: undefined,
      delivery: { source: 'codecommit', approval: false, migrationCommand: undefined },
      images: { app: undefined, proxy: undefined, api: undefined },
    });
    expect(webs[2]?.delivery.approval).toBe(true);
  });

  it('read lists of countries and the words of a command', () => {
    files.set('.env.stg', 'WEB_ALLOWED_COUNTRIES', 'JP,US');
    files.set('.env.stg', 'WEB_MIGRATION_COMMAND', `'["node","migrate.mjs"]'`);
    expect(load()[0]?.web).toMatchObject({
      allowedCountries: ['JP', 'US'],
      delivery: { migrationCommand: ['node', 'migrate.mjs'] },
    });
  });

  it('take the images of the app and the proxy together', () => {
    files.set('.env.stg', 'WEB_APP_IMAGE', digest);
    files.set('.env.stg', 'WEB_PROXY_IMAGE', digest);
    expect(load()[0]?.web.images).toEqual({ app: digest, proxy: digest, api: undefined });
  });

  it.each([
    ['WEB_ZONE_NAME', 'localhost', 'must be a lower-case domain name'],
    ['WEB_DOMAIN', 'stg.example.org', 'must be WEB_ZONE_NAME or a name below it'],
    ['WEB_DOMAIN', 'notexample.com', 'must be WEB_ZONE_NAME or a name below it'],
    ['WEB_DOMAIN', 'gateway.stg.example.com', 'must differ from GATEWAY_DOMAIN'],
    ['WEB_API_DOMAIN', 'example.com', 'must be a name below WEB_ZONE_NAME'],
    ['WEB_API_DOMAIN', 'stg.example.com', 'must differ from WEB_DOMAIN'],
    ['WEB_API_DOMAIN', 'gateway.stg.example.com', 'must differ from GATEWAY_DOMAIN'],
    ['WEB_CIDR', '10.0.0.0/20', 'must not overlap GATEWAY_PUBLIC_CIDR'],
    ['WEB_CIDR', '10.1.16.0/20', 'must not overlap GATEWAY_ISOLATED_CIDR'],
    ['WEB_CIDR', '192.0.2.0/20', 'must be the network of a private range'],
    ['WEB_ZONES', 'a', 'must be two or more letters (a to h)'],
    ['WEB_LOAD_BALANCER', 'external', 'must be internal (a VPC origin) or public'],
    ['WEB_DEPLOYMENT', 'canary', 'must be rolling or blueGreen'],
    ['WEB_MAX_TASKS', '0', 'must be an integer from 1 to 20'],
    ['WEB_HTML_CACHE_SECONDS', '86401', 'must be an integer from 0 to 86400'],
    ['WEB_PRICE_CLASS', 'PriceClass_300', 'must be PriceClass_100, PriceClass_200 or PriceClass_All'],
    ['WEB_ALLOWED_COUNTRIES', 'jp', 'must be codes of countries'],
    ['WEB_ALLOWED_COUNTRIES', 'JP,JP', 'must not name a country twice'],
    ['WEB_WAF_RATE_LIMIT', '9', 'must be an integer from 10'],
    ['WEB_SOURCE', 'gitlab', 'must be codecommit or github'],
    ['WEB_REPOSITORY', 'owner/name', 'must be owner/name for the source github, and a name without / for codecommit'],
    ['WEB_BRANCH', 'a branch', 'must be the name of a branch'],
    ['WEB_DEPLOY_ACTION', 'codedeploy', 'must be revision or imagedefinitions'],
    ['WEB_MIGRATION_COMMAND', 'node migrate.mjs', 'must be a JSON list of the words of a command'],
    ['WEB_MIGRATION_COMMAND', '[]', 'must be a JSON list of the words of a command'],
    ['WEB_APP_IMAGE', 'latest', 'must be the digest of an image'],
  ])('refuse %s=%s', (name, value, fault) => {
    files.set('.env.stg', name, value);
    expect(messageOf()).toContain(`.env.stg:${files.lineOf('.env.stg', name)}: ${name} ${fault}`);
  });

  it.each([
    [{ WEB_DEPLOYMENT: 'blueGreen', WEB_DEPLOY_ACTION: 'imagedefinitions' }, 'WEB_DEPLOY_ACTION must be revision when'],
    [{ WEB_MIN_TASKS: '5', WEB_MAX_TASKS: '4' }, 'WEB_MAX_TASKS must be WEB_MIN_TASKS or more'],
    [{ WEB_SOURCE: 'github' }, 'WEB_REPOSITORY must be owner/name for the source github'],
    [{ WEB_APP_IMAGE: digest }, 'WEB_PROXY_IMAGE must be given together with WEB_APP_IMAGE'],
    [{ WEB_PROXY_IMAGE: digest }, 'WEB_PROXY_IMAGE must be given together with WEB_APP_IMAGE'],
  ])('refuse %j together', (values, fault) => {
    for (const [name, value] of Object.entries(values)) files.set('.env.stg', name, value);
    expect(messageOf()).toContain(fault);
  });

  it('refuse a name of the world in two stages, whatever their accounts', () => {
    files.set('.env.production', 'WEB_API_DOMAIN', 'api.stg.example.com');
    expect(messageOf({})).toContain(`WEB_API_DOMAIN must differ from that of stage stg, got "api.stg.example.com"`);
  });
});
