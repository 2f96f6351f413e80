import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPipeline, type Pipeline } from '../../../cli/delivery/pipeline-definition';
import { type PipelineReport, runPipeline, type RunPipelineOptions } from '../../../cli/delivery/run-pipeline';
import { describeReport, failureOf } from '../../../cli/delivery/describe-report';
import { Interrupts } from '../../../cli/process/interrupts';
import { connectRelease, type ReleaseClients } from '../../../cli/release/release-clients';
import { type DeployedResource } from '../../../local/runtime/state/deployment';
import { TemporaryDirectory } from '../../support/deployed-state';
import { type EcsRuntime, repositoryUrl, server, startEcsRuntime } from '../../support/ecs-runtime';

const commit = '0123456789abcdef0123456789abcdef01234567';

interface Action {
  readonly name: string;
  readonly category: string;
  readonly provider: string;
  readonly configuration?: Readonly<Record<string, string>>;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly order?: number;
}

const source: Action = { name: 'Source', category: 'Source', provider: 'CodeCommit', outputs: ['SourceOutput'] };
const build: Action = {
  name: 'Build',
  category: 'Build',
  provider: 'CodeBuild',
  configuration: { ProjectName: 'build-stg' },
  inputs: ['SourceOutput'],
  outputs: ['BuildOutput'],
};
const read: Action = {
  name: 'Read',
  category: 'Build',
  provider: 'CodeBuild',
  configuration: { ProjectName: 'read-stg', PrimarySource: 'SourceOutput' },
  inputs: ['SourceOutput', 'BuildOutput'],
};
const approval: Action = {
  name: 'Approve',
  category: 'Approval',
  provider: 'Manual',
  configuration: { CustomData: 'look at it' },
};
const deploy: Action = {
  name: 'Deploy',
  category: 'Deploy',
  provider: 'ECS',
  configuration: { ClusterName: 'demo-stg', ServiceName: 'hello-stg', FileName: 'imagedefinitions.json' },
  inputs: ['BuildOutput'],
};

function resource(type: string, attributes: Readonly<Record<string, unknown>>): DeployedResource {
  const arn = `arn:aws:codepipeline:ap-northeast-1:111122223333:${String(attributes.name)}`;
  return { address: `${type}.${String(attributes.name)}`, type, attributes: { arn, ...attributes }, dependsOn: [] };
}

function pipelineOf(...stages: readonly (readonly Action[])[]): Pipeline {
  const project = (name: string, variables: Readonly<Record<string, string>> = {}) =>
    resource('aws_codebuild_project', {
      name,
      source: [{ buildspec: `${name}.yml` }],
      environment: [
        {
          environment_variable: Object.entries(variables).map(([key, value]) => ({
            name: key,
            value,
            type: 'PLAINTEXT',
          })),
        },
      ],
    });
  const resources = [
    project('build-stg', { STAGE: 'stg' }),
    project('read-stg'),
    resource('aws_codepipeline', {
      name: 'web-stg',
      stage: stages.map((actions, index) => ({
        name: `Stage${index}`,
        action: actions.map(({ inputs = [], outputs = [], order = 1, configuration = null, ...rest }) => ({
          ...rest,
          configuration,
          input_artifacts: inputs,
          output_artifacts: outputs,
          run_order: order,
        })),
      })),
    }),
  ];
  return findPipeline([{ stackId: 'web-delivery-stg', resources, outputs: {}, assetsDirectory: '' }], 'web-stg');
}

/** A buildspec of one phase with these commands. */
const spec = (commands: readonly string[], more = '', phase = 'build'): string =>
  `version: 0.2\nphases:\n  ${phase}:\n    on-failure: ABORT\n    commands:\n${commands.map((one) => `      - ${JSON.stringify(one)}\n`).join('')}${more}`;
const putsOut = (...files: readonly string[]): string =>
  `artifacts:\n  base-directory: out\n  files:\n${files.map((file) => `    - '${file}'\n`).join('')}`;

describe('runPipeline', () => {
  let directory: TemporaryDirectory;
  let interrupts: Interrupts;
  let lines: string[];
  beforeEach(() => {
    directory = new TemporaryDirectory();
    interrupts = new Interrupts();
    lines = [];
  });
  afterEach(() => {
    interrupts.dispose();
    directory.remove();
  });
  const run = (
    pipeline: Pipeline,
    specs: Readonly<Record<string, string>> = {},
    more: Partial<RunPipelineOptions> = {},
  ): Promise<PipelineReport> => {
    for (const [name, text] of Object.entries(specs)) directory.write(`source/${name}.yml`, text);
    directory.write('source/source.txt', 'the source');
    return runPipeline({
      pipeline,
      sourceDirectory: join(directory.path, 'source'),
      sourceVersion: commit,
      execution: 'execution',
      workDirectory: join(directory.path, 'work'),
      endpointUrl: 'http://127.0.0.1:1',
      environment: { PATH: process.env.PATH, AWS_PROFILE: 'real', AWS_SESSION_TOKEN: 'real' },
      clients: connectRelease({ endpointUrl: 'http://127.0.0.1:1', region: 'ap-northeast-1' }),
      interrupts,
      approve: () => Promise.resolve(true),
      say: (line) => lines.push(line),
      ...more,
    });
  };
  const outcomes = ({ actions }: PipelineReport) => actions.map(({ action, outcome }) => [action, outcome]);
  const wasWritten = (name: string): boolean => existsSync(join(directory.path, 'source', name));

  it('runs the actions in order, and hands on what a build puts out', async () => {
    const report = await run(pipelineOf([source], [build], [read]), {
      'build-stg': spec(['mkdir -p out/web', 'cp source.txt out/web/a.txt'], putsOut('web/a.txt')),
      'read-stg': spec(['cat "$CODEBUILD_SRC_DIR_BuildOutput/web/a.txt" > read.txt']),
    });
    expect(report).toMatchObject({ pipeline: 'web-stg', outcome: 'succeeded' });
    expect(outcomes(report)).toEqual([
      ['Source', 'succeeded'],
      ['Build', 'succeeded'],
      ['Read', 'succeeded'],
    ]);
    expect(readFileSync(join(directory.path, 'source/read.txt'), 'utf8')).toBe('the source');
    expect([failureOf(report), describeReport(report).at(-1)]).toEqual([undefined, 'web-stg: succeeded']);
  });

  it('runs the actions of a stage by their order', async () => {
    const late = {
      ...read,
      name: 'Late',
      order: 2,
      configuration: { ProjectName: 'build-stg' },
      inputs: ['SourceOutput'],
    };
    const early = { ...late, name: 'Early', order: 1, configuration: { ProjectName: 'read-stg' } };
    await run(pipelineOf([source], [late, early]), {
      'build-stg': spec(['test -f early.txt']),
      'read-stg': spec(['touch early.txt']),
    }).then((report) => expect(report.outcome).toBe('succeeded'));
  });

  it('gives the commands the variables of CodeBuild and of the project, and an AWS that is this machine', async () => {
    await run(pipelineOf([source], [build]), {
      'build-stg': spec(['mkdir out', 'env > out/env.txt'], putsOut('*.txt')),
    });
    const text = readFileSync(join(directory.path, 'work/BuildOutput/env.txt'), 'utf8');
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'STAGE=stg',
        `CODEBUILD_RESOLVED_SOURCE_VERSION=${commit}`,
        'CODEBUILD_BUILD_ID=build-stg:execution',
        'AWS_ENDPOINT_URL=http://127.0.0.1:1',
        'AWS_REGION=ap-northeast-1',
        'AWS_ACCESS_KEY_ID=local',
        'TRISTAGE_IMAGE_BUILDER=local',
      ]),
    );
    expect(text).not.toMatch(/AWS_PROFILE|AWS_SESSION_TOKEN/);
  });

  it('keeps exported variables and the directory between phases, and runs no install phase but says so', async () => {
    const text = [
      'version: 0.2',
      'env: { variables: { FROM_ENV: given } }',
      'phases:',
      '  install: { commands: ["touch installed.txt"] }',
      '  pre_build: { commands: ["export NAME=\'two words\'", "mkdir -p sub && cd sub"] }',
      '  build: { commands: ["echo \\"$NAME $FROM_ENV\\" > result.txt"] }',
    ].join('\n');
    const alone = { ...build, outputs: [] };
    expect((await run(pipelineOf([source], [alone]), { 'build-stg': text })).outcome).toBe('succeeded');
    expect(readFileSync(join(directory.path, 'source/sub/result.txt'), 'utf8')).toBe('two words given\n');
    expect(wasWritten('installed.txt')).toBe(false);
    expect(lines.join('\n')).toContain('install: not run on this machine, where all is installed: touch installed.txt');
  });

  it('stops at the first command that fails, before anything later, and says why', async () => {
    const report = await run(pipelineOf([source], [build], [approval], [read]), {
      'build-stg': spec(['echo before; false || (echo broken; exit 3)', 'touch after.txt'], putsOut('a.txt')),
      'read-stg': spec(['touch read.txt']),
    });
    expect(outcomes(report)).toEqual([
      ['Source', 'succeeded'],
      ['Build', 'failed'],
      ['Approve', 'not run'],
      ['Read', 'not run'],
    ]);
    expect(failureOf(report)).toMatch(/^Stage1\/Build: phase build ended with exit code 3\n(.*\n)*broken$/);
    expect([wasWritten('after.txt'), wasWritten('read.txt')]).toEqual([false, false]);
  });

  it.each([
    ['ends with ABORT', 'on-failure: ABORT, ', false],
    ['goes on with CONTINUE', 'on-failure: CONTINUE, ', true],
    ['goes on after the build by default', '', true],
  ])('%s when a phase fails, and fails', async (_, onFailure, goesOn) => {
    const text = `version: 0.2\nphases:\n  build: { ${onFailure}commands: ["false"], finally: ["touch finally.txt"] }\n  post_build: { commands: ["touch post-$CODEBUILD_BUILD_SUCCEEDING.txt"] }\n`;
    const report = await run(pipelineOf([source], [{ ...build, outputs: [] }]), { 'build-stg': text });
    expect(report.outcome).toBe('failed');
    expect([wasWritten('finally.txt'), wasWritten('post-0.txt')]).toEqual([true, goesOn]);
  });

  it.each([
    [
      'a missing file',
      ['mkdir out'],
      putsOut('imagedefinitions.json'),
      'imagedefinitions.json: the build did not write it',
    ],
    ['a pattern without a file', ['mkdir -p out/web'], putsOut('web/**/*'), 'web/**/*: the build did not write it'],
    ['no artifacts at all', ['true'], '', 'BuildOutput: the buildspec names no files of this artifact'],
  ])('fails a build with %s, before anything is deployed', async (_, commands, artifacts, message) => {
    const report = await run(pipelineOf([source], [build], [deploy]), { 'build-stg': spec(commands, artifacts) });
    expect(failureOf(report)).toContain(message);
    expect(outcomes(report).at(-1)).toEqual(['Deploy', 'not run']);
  });

  it.each([
    ['no buildspec', undefined, 'build-stg.yml: is not there'],
    ['YAML that is none', 'version: [', 'not a buildspec'],
    ['another version', 'version: 0.1\nphases: {}', 'version'],
    ['an unknown phase', 'version: 0.2\nphases: { deploy: { commands: [] } }', 'deploy'],
    ['secrets of AWS', 'version: 0.2\nenv: { secrets-manager: { A: b } }\nphases: {}', 'is not read on this machine'],
  ])('fails a build with %s', async (_, text, message) => {
    const report = await run(pipelineOf([source], [build]), text === undefined ? {} : { 'build-stg': text });
    expect(failureOf(report)).toContain(message);
  });

  it('asks a person, and stops when it is not approved', async () => {
    const asked: string[] = [];
    const approve = (name: string, text: string) => {
      asked.push(`${name}: ${text}`);
      return Promise.resolve(false);
    };
    const report = await run(pipelineOf([source], [approval], [read]), {}, { approve });
    expect(asked).toEqual(['Approve: look at it']);
    expect([failureOf(report), outcomes(report).at(-1)]).toEqual([
      'Stage1/Approve: was not approved',
      ['Read', 'not run'],
    ]);
  });

  it('refuses an action that it does not know, before anything runs', async () => {
    const unknown = { name: 'Call', category: 'Invoke', provider: 'Lambda' };
    await expect(
      run(pipelineOf([source], [build], [unknown]), { 'build-stg': spec(['touch ran.txt']) }),
    ).rejects.toThrow('web-stg: Stage2/Call is Invoke by Lambda');
    expect(wasWritten('ran.txt')).toBe(false);
  });

  it('refuses a pipeline that is not deployed, and a variable that is a secret', () => {
    expect(() => findPipeline([], 'web-stg')).toThrow('no pipeline web-stg is deployed; pipelines: none');
    const secret = resource('aws_codebuild_project', {
      name: 'b',
      source: [{}],
      environment: [{ environment_variable: [{ name: 'TOKEN', value: 'x', type: 'SECRETS_MANAGER' }] }],
    });
    const pipeline = resource('aws_codepipeline', { name: 'web-stg', stage: [] });
    const deployment = { stackId: 'a', resources: [secret, pipeline], outputs: {}, assetsDirectory: '' };
    expect(() => findPipeline([deployment], 'web-stg')).toThrow('variable TOKEN is of type SECRETS_MANAGER');
  });

  describe('with CodePipeline’s own ECS action', () => {
    let runtime: EcsRuntime;
    let clients: ReleaseClients;
    beforeAll(async () => {
      runtime = await startEcsRuntime({ program: server('"one"') });
      clients = connectRelease({ endpointUrl: runtime.endpoint, region: 'ap-northeast-1' });
    });
    afterAll(async () => {
      clients.close();
      await runtime.close();
    });
    const deployDefinitions = (content: unknown) =>
      run(
        pipelineOf([source], [build], [deploy]),
        {
          'build-stg': spec(
            ['mkdir out', `printf '%s' '${JSON.stringify(content)}' > out/imagedefinitions.json`],
            putsOut('imagedefinitions.json'),
          ),
        },
        { clients },
      );

    it('runs the images of the file', async () => {
      await runtime.until(({ runningCount, rolloutState }) => runningCount === 1 && rolloutState === 'COMPLETED');
      const imageUri = `${repositoryUrl}@${runtime.addImage(server('"two"'))}`;
      const report = await deployDefinitions([{ name: 'app', imageUri }]);
      expect(report.outcome).toBe('succeeded');
      expect(runtime.status()).toMatchObject({ image: imageUri, rolloutState: 'COMPLETED' });
    });

    it.each([
      [
        'an image that does not start',
        () => `${repositoryUrl}@${runtime.addImage('process.exit(6)')}`,
        'app',
        'exit code 6',
      ],
      ['a tag', () => `${repositoryUrl}:v1`, 'app', 'by digest, not a tag'],
      ['an unknown container', () => `${repositoryUrl}@sha256:${'a'.repeat(64)}`, 'web', 'has no container web'],
    ])('fails for %s', async (_, image, name, message) => {
      const before = runtime.status().taskDefinition;
      const report = await deployDefinitions([{ name, imageUri: image() }]);
      expect(failureOf(report)).toContain(message);
      expect(runtime.status().taskDefinition).toBe(before);
    });
  });
});
