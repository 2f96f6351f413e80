import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configurationDirectories } from '../../../cli/rehearsal/configuration-directories';

describe('configurationDirectories', () => {
  const root = mkdtempSync(join(tmpdir(), 'tristage-directories-'));
  const project = { directory: root, outputDirectory: join(root, 'cdktf.out'), home: join(root, '.tristage') };
  const of = (...command: readonly string[]) => configurationDirectories(project, command, root);
  beforeAll(() => {
    mkdirSync(join(root, 'cdktf.out/stacks/a'), { recursive: true });
    mkdirSync(join(root, 'other/stacks/b'), { recursive: true });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('holds the stacks of the project and where the command was started', () => {
    expect(of('true')).toEqual([join(root, 'cdktf.out/stacks/a'), root]);
  });

  it.each([[['--output', 'other']], [['-o', 'other']], [['--output=other']], [['-o=other']]])(
    'adds the stacks of the output directory in %j',
    (args) => {
      expect(of('cdktf', 'deploy', ...args)).toContain(join(root, 'other/stacks/b'));
    },
  );

  it('adds a -chdir directory itself', () => {
    expect(of('terraform', '-chdir=deep/er', 'plan')).toContain(join(root, 'deep/er'));
  });

  it('takes an output directory that is still to be written as empty', () => {
    expect(of('cdktf', 'deploy', '-o', 'later')).toEqual([join(root, 'cdktf.out/stacks/a'), root]);
  });
});
