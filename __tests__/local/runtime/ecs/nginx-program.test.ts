import { fork } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { ContainerProcess } from '../../../../local/runtime/ecs/container-process';
import { findNginx, nginxProblem } from '../../../../local/runtime/ecs/nginx-program';
import { TemporaryDirectory } from '../../../support/deployed-state';
import { eventually } from '../../../support/eventually';

describe('nginx of this machine', () => {
  const directory = new TemporaryDirectory();
  afterAll(() => directory.remove());

  it('is found on the PATH, before the folders of the system', () => {
    const program = directory.write('bin/nginx', '#!/bin/sh\n');
    expect(findNginx(`${directory.path}/bin`)).not.toBe(program);
    chmodSync(program, 0o755);
    expect(findNginx(`/nowhere:${directory.path}/bin`)).toBe(program);
  });

  it('is asked for only by a command that names it', () => {
    expect(nginxProblem(['node', 'server.cjs'], '')).toBeUndefined();
    const found = findNginx('');
    const problem = nginxProblem(['sh', 'entrypoint.sh', 'nginx'], '');
    expect(problem).toBe(
      found === undefined ? 'nginx must be on the PATH, remedy: on Debian, apt-get install nginx-light' : undefined,
    );
  });

  it('ends with whatever started it, as all programs of tasks do', async () => {
    // A program that takes nginx' place outlives its parent unless something ends it.
    const pidFile = directory.write('pid', '');
    directory.write('entrypoint.sh', `echo $$ > ${pidFile}; exec sleep 600\n`);
    const starter = directory.write(
      'starter.cjs',
      `require(${JSON.stringify(require.resolve('tsx/cjs'))});
       const { ContainerProcess } = require(${JSON.stringify(require.resolve('../../../../local/runtime/ecs/container-process'))});
       new ContainerProcess({ command: ['sh', 'entrypoint.sh', 'nginx'], directory: ${JSON.stringify(directory.path)},
         environment: { PATH: ${JSON.stringify(`${directory.path}/bin:${process.env.PATH ?? ''}`)} }, names: {}, onLine: () => {} });`,
    );
    const child = fork(starter, { silent: true, execArgv: [] });
    const pid = () => Number(readFileSync(pidFile, 'utf8'));
    await eventually(
      () => pid() > 0,
      () => 'the program runs',
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    const isGone = () => {
      try {
        process.kill(pid(), 0);
        return false;
      } catch {
        return true;
      }
    };
    await eventually(isGone, () => `process ${pid()} ends`);
  });

  it('has its signals pass through to it', async () => {
    directory.write('entrypoint.sh', `trap 'exit 5' QUIT; echo ready; while :; do sleep 0.05; done\n`);
    const lines: string[] = [];
    const running = new ContainerProcess({
      command: ['sh', 'entrypoint.sh', 'nginx'],
      directory: directory.path,
      environment: { PATH: `${directory.path}/bin:${process.env.PATH ?? ''}` },
      names: {},
      onLine: (line) => lines.push(line),
    });
    await eventually(
      () => lines.includes('ready'),
      () => lines.join(),
    );
    running.signal('SIGQUIT');
    expect(await running.exited).toEqual({ code: 5 });
  });
});
