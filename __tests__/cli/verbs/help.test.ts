import { CliProject } from '../../support/cli-project';

describe('tristage', () => {
  const project = new CliProject({});
  afterAll(() => project.remove());

  it.each(['start', 'rehearse', 'plan', 'deploy', 'bootstrap', 'reset', 'coverage'])(
    '%s --help names its options and exit codes',
    async (verb) => {
      const result = await project.run([verb, '--help']);
      expect(result.code).toBe(0);
      expect(result.stdout).toContain(`tristage ${verb}`);
      expect(result.stdout).toMatch(/exit codes?/i);
    },
  );

  it.each([
    ['no verb', [], 'name a verb'],
    ['an unknown verb', ['deply'], 'Unknown argument: deply'],
    ['an unknown option', ['plan', 'a-stg', '--jsn'], 'Unknown argument: jsn'],
    ['a project that is not there', ['reset', '--project', 'nix'], '--project must name a directory, got nix'],
  ])('refuses %s with exit code 2', async (_title, args, message) => {
    const result = await project.run(args);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(`tristage: ${message}`);
    expect(result.stderr).not.toContain('    at ');
  });

  it('prints the stack of a failure with --debug', async () => {
    expect((await project.run(['reset', '--project', 'nix', '--debug'])).stderr).toContain('    at ');
  });
});
