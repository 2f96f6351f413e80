import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interrupts } from '../../../cli/process/interrupts';
import { type Project } from '../../../cli/project';
import { takeDeployTurn } from '../../../cli/rehearsal/deploy-turn';

describe('takeDeployTurn', () => {
  let project: Project;
  const interrupts = new Interrupts();
  beforeEach(() => {
    const directory = mkdtempSync(join(tmpdir(), 'turn-'));
    project = { directory, outputDirectory: join(directory, 'out'), home: join(directory, 'home') };
  });
  afterEach(() => rmSync(project.directory, { recursive: true }));
  afterAll(() => interrupts.dispose());

  const take = (command: string, onWait: (other: string) => void = () => undefined) =>
    takeDeployTurn({ project, command, interrupts, onWait });
  const file = () => join(project.home, 'running', 'deploy.turn');

  it('lets one wait for the other, and names whom', async () => {
    const end = await take('tristage start mesh');
    const waits: string[] = [];
    let second = false;
    const next = take('tristage start gateway', (other) => {
      waits.push(other);
      expect(second).toBe(false);
      end();
    }).then((done) => {
      second = true;
      done();
    });
    await next;
    expect(waits).toEqual([`process ${process.pid} (tristage start mesh)`]);
    expect(existsSync(file())).toBe(false);
  });

  it('takes over the turn of a process that is gone', async () => {
    (await take('first'))();
    writeFileSync(file(), JSON.stringify({ pid: process.pid, start: 'another start', command: 'killed' }));
    const end = await take('second', () => {
      throw new Error('waited for a process that is gone');
    });
    end();
  });

  it('gives back its own turn only once', async () => {
    const end = await take('first');
    end();
    const other = await take('second');
    end();
    expect(existsSync(file())).toBe(true);
    other();
  });
});
