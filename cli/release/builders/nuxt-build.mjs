// nuxt build of a folder: node nuxt-build.mjs <application> <output directory>
import { join } from 'node:path';
import { buildNuxt, loadNuxt, writeTypes } from 'nuxt/kit';

const [cwd, dir] = process.argv.slice(2);
try {
  const nuxt = await loadNuxt({
    cwd,
    // By default Nuxt would build in a folder of node_modules, and TypeScript's settings are looked for in this one.
    overrides: { dev: false, telemetry: false, buildDir: join(cwd, '.nuxt'), nitro: { output: { dir } } },
  });
  await writeTypes(nuxt);
  await buildNuxt(nuxt);
  await nuxt.close();
  // Nuxt leaves handles behind that would keep the process.
  process.exit(0);
} catch (error) {
  // The error of a bundler has all files of the application with it; its stack begins with its message.
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
}
