import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inWords, measure, repeat, report } from './support/measure';

const runs = 5;
const app = ['-r', 'tsx/cjs', 'main.ts'];
const importOf = (path: string) => ['-e', `require('${path}')`];

/** One checksum over every file below a folder, names included. */
function checksum(directory: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(directory, name);
    if (statSync(path).isFile()) hash.update(name).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 12);
}

const directory = mkdtempSync(join(tmpdir(), 'synth-'));
try {
  let outputs = 0;
  const synth = (stage?: string) => {
    const outdir = join(directory, String(outputs++));
    return measure('node', app, { ...process.env, CDKTF_OUTDIR: outdir, ...(stage !== undefined && { STAGE: stage }) });
  };
  const all = repeat(runs, () => synth());
  const one = repeat(runs, () => synth('stg'));
  const stacks = readdirSync(join(directory, '0/stacks')).length;
  const stacksOfOne = readdirSync(join(directory, String(runs), 'stacks')).length;
  const perStack = (all.seconds - one.seconds) / (stacks - stacksOfOne);
  const sums = new Set([checksum(join(directory, '0')), checksum(join(directory, '1'))]);
  report('Synth', [
    { name: `all stages, ${stacks} stacks, median of ${runs}`, measured: inWords(all), promised: '2.5 s, 400 MB' },
    { name: `one stage, ${stacksOfOne} stacks`, measured: inWords(one) },
    { name: 'each further stack', measured: `${(perStack * 1000).toFixed(0)} ms` },
    { name: 'different outputs of two runs', measured: String(sums.size - 1), promised: '0' },
    {
      name: 'loading one provider class by subpath',
      measured: inWords(repeat(3, () => measure('node', importOf('@cdktf/provider-aws/lib/sqs-queue')))),
    },
    {
      name: "loading the provider's root, the alternative",
      measured: inWords(repeat(3, () => measure('node', importOf('@cdktf/provider-aws')))),
    },
  ]);
} finally {
  rmSync(directory, { recursive: true });
}
