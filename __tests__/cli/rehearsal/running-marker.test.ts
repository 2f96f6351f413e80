import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processStart } from '../../../cli/process/process-table';
import { markRunning } from '../../../cli/rehearsal/running-marker';

describe('markRunning', () => {
  const home = mkdtempSync(join(tmpdir(), 'tristage-marker-'));
  const project = { directory: home, outputDirectory: home, home };
  const running = join(home, 'running');
  let other: ChildProcess;
  const markOther = (use: string, start = processStart(other.pid ?? 0)) => {
    mkdirSync(running, { recursive: true });
    const marker = { pid: other.pid, start, use, command: 'npx cdktf deploy' };
    writeFileSync(join(running, `${other.pid}.json`), JSON.stringify(marker));
  };

  beforeAll(() => {
    other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  });
  beforeEach(() => rmSync(running, { recursive: true, force: true }));
  afterAll(() => {
    other.kill('SIGKILL');
    rmSync(home, { recursive: true });
  });

  it('tells whether it is alone', () => {
    const first = markRunning(project, 'rehearsal', 'one');
    expect(first.isAlone).toBe(true);
    first.remove();
  });

  it('lets rehearsals share the data', () => {
    markOther('rehearsal');
    markRunning(project, 'rehearsal', 'one').remove();
    expect(readdirSync(running)).toEqual([`${other.pid}.json`]);
  });

  it.each([
    ['reset', 'rehearsal'],
    ['rehearsal', 'reset'],
    ['reset', 'reset'],
  ] as const)('refuses a %s beside a %s, naming it, and leaves no mark of its own', (use, present) => {
    markOther(present);
    expect(() => markRunning(project, use, 'one')).toThrow(`in use by process ${other.pid} (npx cdktf deploy)`);
    expect(readdirSync(running)).toEqual([`${other.pid}.json`]);
  });

  it('takes the mark of a process whose pid another process has now as stale, and removes it', () => {
    markOther('rehearsal', 'another start');
    const mark = markRunning(project, 'reset', 'one');
    expect(readdirSync(running)).toEqual([`${process.pid}.json`]);
    mark.remove();
    expect(readdirSync(running)).toEqual([]);
  });

  it('says which file is not a mark', () => {
    mkdirSync(running, { recursive: true });
    writeFileSync(join(running, '1.json'), '{}');
    expect(() => markRunning(project, 'reset', 'one')).toThrow(
      `${join(running, '1.json')}: not a file of this command`,
    );
  });
});
