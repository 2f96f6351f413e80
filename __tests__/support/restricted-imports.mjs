import { join } from 'node:path';
import { ESLint } from 'eslint';

// Reads [{ file, statement }] from standard input and writes, for each, what the lint says of such an import in that file.
// A process of its own, since ESLint loads its configuration in a way that Jest's sandbox refuses.
const root = join(import.meta.dirname, '../..');
const eslint = new ESLint({ cwd: root });
let input = '';
for await (const chunk of process.stdin) input += chunk;
const faults = [];
for (const { file, statement } of JSON.parse(input)) {
  const [result] = await eslint.lintText(`${statement}\nexport { X };\n`, { filePath: join(root, file) });
  const restricted = result.messages.filter(({ ruleId }) => ruleId?.endsWith('no-restricted-imports'));
  faults.push(restricted.map(({ message }) => message));
}
process.stdout.write(JSON.stringify(faults));
