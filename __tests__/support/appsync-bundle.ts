import { resolve } from 'node:path';
import { buildSync } from 'esbuild';

const projectRoot = resolve(__dirname, '../..');

/** Bundles one resolver or function for APPSYNC_JS; every `<name>.<field>` in it becomes the setting's value. */
export function bundleAppSyncCode(entryPoint: string, name: string, settings: Readonly<object>): string {
  const { outputFiles } = buildSync({
    absWorkingDir: projectRoot,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    treeShaking: true,
    charset: 'utf8',
    external: ['@aws-appsync/utils', '@aws-appsync/utils/dynamodb'],
    define: Object.fromEntries(
      Object.entries(settings).map(([field, value]) => [`${name}.${field}`, JSON.stringify(value)]),
    ),
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`${entryPoint}: esbuild made no output`);
  return output.text;
}
