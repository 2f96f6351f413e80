'use strict';

const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
require('tsx/cjs');

const [name = ''] = process.argv.slice(2);
const file = join(__dirname, `${name}.ts`);
if (name === '' || name === 'measure' || !existsSync(file)) {
  const known = readdirSync(__dirname)
    .filter((entry) => entry.endsWith('.ts') && entry !== 'measure.ts')
    .map((entry) => entry.replace('.ts', ''));
  process.stderr.write(`benchmarks: "${name}" is not one of ${known.join(', ')}; run "npm run bench -- ${known[0]}"\n`);
  process.exitCode = 2;
} else {
  require(file);
}
