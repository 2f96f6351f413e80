import { CliProject } from '../../support/cli-project';

describe('a verb that calls AWS without credentials', () => {
  const project = new CliProject({ 'web-stg': { body: { provider: { aws: [{ region: 'ap-northeast-1' }] } } } });
  afterAll(() => project.remove());

  it('says what is missing, and what to do', async () => {
    const nothing = `${project.directory}/none`;
    const { code, stderr } = await project.run(
      ['image', 'set', 'stg', 'web', `sha256:${'a'.repeat(64)}`, '--region', 'ap-northeast-1', '--skip-synth'],
      {
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined,
        AWS_PROFILE: undefined,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: nothing,
        AWS_SHARED_CREDENTIALS_FILE: nothing,
      },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('tristage: AWS credentials: Could not load credentials from any providers');
    expect(stderr).toContain('remedy: have those of the account in the shell');
  });
});
