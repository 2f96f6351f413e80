import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy } from './project-copy';
import { describeWith } from './requires';

/** The commands of the blocks marked `rehearsed` in a page of `docs`, in order. */
function rehearsedCommands(page: string): readonly string[] {
  const text = readFileSync(join(__dirname, '../../docs', page), 'utf8');
  return [...text.matchAll(/^```sh rehearsed\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line !== '');
}

/** Runs the rehearsed commands of a page of `docs` in a copy of the project; `verbs` are words that they must have. */
export function describeRunbook(page: string, verbs: readonly string[]): void {
  const commands = rehearsedCommands(page);

  describeWith('terraform', `the commands of docs/${page}`, () => {
    let project: ProjectCopy;
    beforeAll(() => {
      project = new ProjectCopy();
    });
    afterAll(() => {
      project.remove();
    });

    it('cover every verb of the runbook', () => {
      for (const verb of verbs) expect(commands.some((command) => command.includes(verb))).toBe(true);
    });

    it.each(commands)(
      '%s',
      (command) => {
        expect(project.rehearse(command)).toMatchObject({ code: 0 });
      },
      120_000,
    );
  });
}
