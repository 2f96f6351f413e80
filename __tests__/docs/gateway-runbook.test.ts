import { ProjectCopy } from '../support/project-copy';
import { describeWith } from '../support/requires';
import { rehearsedCommands } from '../support/runbook';

const commands = rehearsedCommands('gateway.md');

describeWith('terraform', 'the commands of docs/gateway.md', () => {
  let project: ProjectCopy;
  beforeAll(() => {
    project = new ProjectCopy();
  });
  afterAll(() => {
    project.remove();
  });

  it('cover every verb of the runbook', () => {
    for (const verb of ['synth', 'plan', 'deploy', 'output', 'state list', 'destroy']) {
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
