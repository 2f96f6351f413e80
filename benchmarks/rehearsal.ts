import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inWords, median, report } from './support/measure';

const root = join(__dirname, '..');
const leftOut = new Set(['node_modules', '.git', '.tristage', 'cdktf.out', 'dist']);
const plans = 7;

function secondsOf(command: string, args: readonly string[], cwd: string): number {
  const started = process.hrtime.bigint();
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/** Seconds of warm plans, each one taken inside the same rehearsal. */
function warmPlans(cwd: string): readonly number[] {
  const plan = 'terraform -chdir=cdktf.out/stacks/mesh-stg plan -input=false -lock=false > plan.log';
  const script = `${plan}; for i in $(seq ${plans}); do s=$(date +%s%N); ${plan}; e=$(date +%s%N); echo $(((e - s) / 1000000)); done`;
  const output = execFileSync('node', ['cli/tristage.cjs', 'rehearse', '--', 'bash', '-c', script], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return output
    .trim()
    .split('\n')
    .map((milliseconds) => Number(milliseconds) / 1000);
}

const directory = mkdtempSync(join(tmpdir(), 'rehearsal-'));
try {
  cpSync(root, directory, { recursive: true, filter: (source) => !leftOut.has(basename(source)) });
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  const start = () => secondsOf('npm', ['start', '--silent', '--', '--deploy-only'], directory);
  const first = start();
  const later = [start(), start(), start()];
  report('Rehearsal of mesh-stg', [
    { name: 'npm start -- --deploy-only after npm ci', measured: inWords({ seconds: first }), promised: '25 s' },
    {
      name: 'npm start -- --deploy-only again, median of 3',
      measured: inWords({ seconds: median(later) }),
      promised: '15 s',
    },
    {
      name: `terraform plan, warm, median of ${plans}`,
      measured: inWords({ seconds: median(warmPlans(directory)) }),
      promised: '1 s',
    },
  ]);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
