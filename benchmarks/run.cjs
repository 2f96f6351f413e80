'use strict';

const { readdirSync } = require('node:fs');
const { join } = require('node:path');
require('tsx/cjs');

const [name = ''] = process.argv.slice(2);
const known = readdirSync(__dirname)
  .filter((entry) => entry.endsWith('.ts'))
  .map((entry) => entry.replace('.ts', ''));
if (known.includes(name)) {
  require(join(__dirname, `${name}.ts`));
} else {
  process.stderr.write(`benchmarks: "${name}" is not one of ${known.join(', ')}; run "npm run bench -- ${known[0]}"\n`);
  process.exitCode = 2;
}
