import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { readBuildspec } from '../../../modules/delivery-pipeline/buildspec';
import { type BuildspecNeeds } from '../../../modules/delivery-pipeline/buildspec-rules';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'buildspec-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const good = `
version: 0.2
env:
  shell: bash
  variables:
    LOCALE: C
phases:
  pre_build:
    on-failure: ABORT
    commands:
      - npm test -- --json --outputFile=out/tests.json
  build:
    on-failure: ABORT
    commands:
      - DIGEST=$(tool build --push stg)
      - tool render --tests out/tests.json
artifacts:
  base-directory: out
  files: [tests.json, 'web/*.json', 'assets/**/*']
`;
const needs: BuildspecNeeds = { tests: true, artifact: ['tests.json', 'web/taskdef.json', 'assets/a/b.js'] };

const read = (text: string, more: BuildspecNeeds = needs) => {
  writeFileSync(join(root, 'build.yml'), text);
  return readBuildspec(root, 'build.yml', more);
};

/** The good one with the value at a path replaced, or taken away. */
function changed(path: readonly (string | number)[], value?: unknown): string {
  const document = parse(good) as object; // a map, as the text above shows
  const parent = path.slice(0, -1).reduce<object>((node, key) => Reflect.get(node, key) as object, document);
  const last = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
  return stringify(document);
}

describe('readBuildspec', () => {
  it('gives the path, with which CodeBuild finds the file in the source', () => {
    expect(read(good)).toEqual({ path: 'build.yml' });
  });

  const refused: readonly [string, string, string][] = [
    ['no version 0.2', changed(['version'], 0.1), 'version: must be 0.2'],
    [
      'a phase that CodeBuild does not know',
      changed(['phases', 'test'], { commands: ['true'] }),
      'phases: test is not known to CodeBuild; correct or remove it',
    ],
    ['a misspelt key', changed(['phases', 'build', 'command'], []), 'phases.build: command is not known to CodeBuild'],
    ['a phase without commands', changed(['phases', 'build', 'commands'], []), 'phases.build.commands'],
    ['no build', changed(['phases', 'build']), 'phases.build'],
    [
      'a phase that lets the next run after a failure',
      changed(['phases', 'pre_build', 'on-failure']),
      'phases.pre_build.on-failure must be ABORT, got none; add it',
    ],
    [
      'a phase that continues after a failure',
      changed(['phases', 'build', 'on-failure'], 'CONTINUE'),
      'phases.build.on-failure must be ABORT, got CONTINUE',
    ],
    [
      'a secret by its name',
      changed(['env', 'variables', 'DB_PASSWORD'], 'hunter2'),
      'env.variables.DB_PASSWORD looks like a secret in the open; name it in env.secrets-manager or env.parameter-store',
    ],
    [
      'a secret by its value',
      changed(['env', 'variables', 'ID'], `AKIA${'A'.repeat(16)}`),
      'env.variables.ID looks like a secret in the open',
    ],
    [
      'a build without tests',
      changed(['phases', 'pre_build']),
      'a build without tests: no command runs any; add one such as "npm test',
    ],
    [
      'tests whose result goes nowhere',
      changed(['phases', 'pre_build', 'commands'], ['npm test']),
      'the result of the tests goes nowhere; hand the file of --outputFile on by --tests <file>',
    ],
    [
      'tests after a push',
      changed(
        ['phases', 'pre_build', 'commands'],
        ['tool build --push stg', 'npm test -- --json --outputFile=out/tests.json'],
      ),
      '"tool build --push stg" pushes before the tests have run; move the tests before it',
    ],
    [
      'an artifact without what deploys it',
      changed(['artifacts', 'files'], ['tests.json', 'web/taskdef.json']),
      'the artifact lacks assets/a/b.js, which a later stage reads; add it to artifacts.files',
    ],
    [
      'a pattern that reaches one directory only',
      changed(['artifacts', 'files'], ['*', 'web/*.json', 'assets/*']),
      'the artifact lacks assets/a/b.js',
    ],
    ['an artifact of nothing', changed(['artifacts']), 'the artifact lacks tests.json'],
    [
      'an artifact that loses its directories',
      changed(['artifacts', 'discard-paths'], 'yes'),
      'the artifact lacks web/taskdef.json',
    ],
    ['text that is no YAML', 'version: [', 'cannot be read as YAML'],
  ];
  it.each(refused)('refuses %s', (_what, text, message) => {
    expect(() => read(text)).toThrow(RangeError);
    expect(() => read(text)).toThrow(`build.yml: `);
    expect(() => read(text)).toThrow(message);
  });

  it.each([
    ['npm run lint || true', 'hides its failure; remove what follows ||'],
    ['npm run lint || :', 'hides its failure; remove what follows ||'],
    ['npm run lint || exit 0', 'hides its failure; remove what follows ||'],
    ['npm run lint; true', 'hides its failure; remove what follows ;'],
    ['set +e', 'lets the shell go on after a failure; remove set +e'],
    ['export DIGEST=$(tool build)', 'hides the failure of the command in $(…); assign first'],
    ['export DIGEST="$(tool build)"', 'hides the failure of the command in $(…); assign first'],
  ])('refuses the command %s', (command, message) => {
    const text = changed(['phases', 'build', 'commands', 0], command);
    expect(() => read(text)).toThrow(`build.yml: phases.build: "${command}" ${message}`);
  });

  it.each(['tool check || exit 1', 'tool check || echo failed >&2 && false', 'export NAME="build-${COMMIT:0:12}"'])(
    'lets the command %s be',
    (command) => {
      expect(read(changed(['phases', 'build', 'commands', 0], command))).toEqual({ path: 'build.yml' });
    },
  );

  it('takes a report for the result of the tests', () => {
    const document = changed(['phases', 'pre_build', 'commands'], ['npm run test:web']);
    expect(read(`${document}\nreports:\n  unit:\n    files: [junit.xml]\n`)).toEqual({ path: 'build.yml' });
  });

  it('asks for neither tests nor files where none are needed', () => {
    const text = stringify({ version: 0.2, phases: { build: { 'on-failure': 'ABORT', commands: ['tool deploy'] } } });
    expect(read(text, {})).toEqual({ path: 'build.yml' });
  });

  it('reports all faults together and shows no secret', () => {
    const document = parse(changed(['env', 'variables', 'API_TOKEN'], 's3cret')) as { phases: { build: object } };
    Reflect.set(document.phases.build, 'on-failure', 'CONTINUE');
    expect(() => read(stringify(document))).toThrow(
      /on-failure must be ABORT[\s\S]*build\.yml: env\.variables\.API_TOKEN/,
    );
    expect(() => read(stringify(document))).not.toThrow(/s3cret/);
  });

  it('names a file that is not there', () => {
    expect(() => readBuildspec(root, 'absent.yml')).toThrow(/^absent\.yml: cannot be read as YAML: Error: ENOENT/);
  });
});
