import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The commands of the blocks marked `rehearsed` in a page of `docs`, in order. */
export function rehearsedCommands(page: string): readonly string[] {
  const text = readFileSync(join(__dirname, '../../docs', page), 'utf8');
  return [...text.matchAll(/^```sh rehearsed\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line !== '');
}
