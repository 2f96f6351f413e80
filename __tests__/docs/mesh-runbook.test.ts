import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy } from '../support/project-copy';
import { describeWith } from '../support/requires';

const runbook = readFileSync(join(__dirname, '../../docs/mesh.md'), 'utf8');
const commands = [...runbook.matchAll(/^```sh rehearsed\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .filter((line) => line !== '');

describeWith('terraform', 'the commands of docs/mesh.md', () => {
  let project: ProjectCopy;
  beforeAll(() => {
    project = new ProjectCopy();
  });
  afterAll(() => {
    project.remove();
  });

  it('cover every verb of the runbook', () => {
    for (const verb of ['synth', 'bootstrap', 'plan', 'deploy', 'output', 'state list', 'destroy']) {
      expect(commands.some((command) => command.includes(verb))).toBe(true);
    }
  });

  it.each(commands)(
    '%s',
    (command) => {
      expect(project.rehearse(command)).toMatchObject({ code: 0 });
    },
    120_000,
  );
});
