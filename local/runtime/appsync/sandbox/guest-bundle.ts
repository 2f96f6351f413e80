import { join } from 'node:path';
import { buildSync } from 'esbuild';

let bundle: string | undefined;

/**
 * The guest (`guest/guest.ts` with the built-ins of AppSync) as one expression whose value is `createGuest`. It holds
 * the language only: no Node modules and no web APIs. Built once a process.
 */
export function guestBundle(): string {
  bundle ??= build();
  return bundle;
}

function build(): string {
  const entryPoint = join(__dirname, 'guest', 'guest.ts');
  const { outputFiles } = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'guest',
    platform: 'neutral',
    target: 'es2022',
    charset: 'utf8',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`${entryPoint}: esbuild gave no output`);
  return `(function () { ${output.text}\nreturn guest.createGuest; })()`;
}
