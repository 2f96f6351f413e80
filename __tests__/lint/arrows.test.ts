import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Import {
  readonly file: string;
  readonly statement: string;
}

/** What the lint says of each import, were it written in that file. */
function faultsOf(imports: readonly Import[]): readonly (readonly string[])[] {
  const script = join(__dirname, '../support/restricted-imports.mjs');
  const output = execFileSync('node', [script], { input: JSON.stringify(imports), encoding: 'utf8' });
  // The script above writes nothing else.
  return JSON.parse(output) as string[][];
}

const value = (file: string, from: string): Import => ({ file, statement: `import { X } from '${from}';` });
const type = (file: string, from: string): Import => ({ file, statement: `import { type X } from '${from}';` });

it('imports against the arrows are refused', () => {
  const refused = [
    value('modules/logs/log-group.ts', '../../stacks/stage-stack'),
    value('modules/logs/log-group.ts', '../../environments/environment'),
    value('modules/logs/log-group.ts', '../../services/mesh/settings'),
    value('stacks/stage-stack.ts', '../services/mesh/settings'),
    value('stacks/stage-stack.ts', '../local/provider/provider'),
    value('stacks/stage-stack.ts', '../environments/load'),
    value('services/mesh/settings.ts', '../../modules/validate'),
    value('environments/load.ts', '../modules/validate'),
    value('local/provider/provider.ts', '../../stacks/stage'),
    value('local/provider/provider.ts', '../../cli/project'),
    value('cli/project.ts', '../stacks/stage'),
    value('cli/project.ts', '../environments/load'),
    ...['main.ts', 'stacks/stage-stack.ts', 'modules/logs/log-group.ts', 'cli/project.ts'].flatMap((file) => [
      value(file, '@cdktf/provider-aws'),
      value(file, '@cdktf/provider-aws/lib'),
    ]),
  ];
  const faults = faultsOf(refused);
  expect(refused.filter((_import, index) => faults[index]?.length === 0)).toEqual([]);
});

it('imports along the arrows are allowed', () => {
  const allowed = [
    value('main.ts', './environments/load'),
    value('main.ts', './stacks/stage'),
    type('stacks/stage-stack.ts', '../environments/environment'),
    value('stacks/stage-stack.ts', '../modules/validate'),
    value('modules/logs/log-group.ts', '../validate'),
    value('modules/logs/log-group.ts', '@cdktf/provider-aws/lib/sqs-queue'),
    value('cli/project.ts', '../local/provider/provider'),
  ];
  expect(faultsOf(allowed)).toEqual(allowed.map(() => []));
});
