import { stripVTControlCharacters } from 'node:util';

/** Terraform's errors stand after the name of the stack, CDKTF's own at the beginning. */
const errorLine = /^\s*(?:[\w-]+\s+)?(?:│ )?Error: /;
const appOutput = 'Command output on stderr:';
const maximumLines = 60;

/**
 * What went wrong in a run of CDKTF, out of all it wrote: the app's own words when synthesis failed, else everything
 * from the first error on; `undefined` when it shows none.
 */
export function cdktfError(output: { readonly stdout: string; readonly stderr: string }): string | undefined {
  const text = stripVTControlCharacters(`${output.stdout}\n${output.stderr}`);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const app = lines.findIndex((line) => line.startsWith(appOutput));
  const first = app === -1 ? lines.findIndex((line) => errorLine.test(line)) : app + 1;
  if (first === -1) return undefined;
  const found = lines.slice(first, first + maximumLines);
  return (app === -1 ? found : found.map((line) => line.trim())).join('\n');
}
