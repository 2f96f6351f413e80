import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile, type Plugin, version as esbuildVersion } from 'esbuild';
import { errorCode } from '../runtime/error-code';

export interface ConsoleBundle {
  /** Folder of the files to serve below `assets/`. */
  readonly directory: string;
  /** File names in it, each with a hash of its content. */
  readonly entries: { readonly main: string; readonly style: string; readonly theme: string };
  readonly files: readonly string[];
  /** Bytes of all files. */
  readonly bytes: number;
  /** Whether an earlier build of the same sources was found. */
  readonly cached: boolean;
  /** Milliseconds that finding or building took. */
  readonly durationMs: number;
}

interface Manifest {
  readonly entries: ConsoleBundle['entries'];
  readonly files: readonly string[];
  readonly bytes: number;
}

const manifestName = 'manifest.json';
/** A build of other sources may still be served by a process that started before they changed. */
const keptMs = 24 * 60 * 60 * 1000;
const lockFile = path.join(__dirname, '..', '..', 'package-lock.json');

/** GraphiQL's style sheet carries 350 KB of fonts; the console sets its text in the system's. */
const withoutEmbeddedFonts: Plugin = {
  name: 'without-embedded-fonts',
  setup: (builder) => {
    builder.onLoad({ filter: /graphiql[\\/]dist[\\/]style\.css$/ }, async (args) => {
      const css = await readFile(args.path, 'utf8');
      return { contents: css.replace(/@font-face\s*\{[^}]*\}/g, ''), loader: 'css' };
    });
  },
};

async function sourceFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const nested = entries.map(async (entry) => {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourceFiles(file);
    return /\.(ts|tsx|css)$/.test(entry.name) ? [file] : [];
  });
  return (await Promise.all(nested)).flat().sort();
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256').update(esbuildVersion);
  for (const file of [...(await sourceFiles(__dirname)), lockFile]) {
    hash
      .update(`\0${path.relative(__dirname, file)}\0`)
      // The lock file names the exact version of every package that ends up in the bundle.
      .update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    // JSON.parse is any; only this module writes the file, and only whole.
    return JSON.parse(await readFile(path.join(directory, manifestName), 'utf8')) as Manifest;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Error(`console build in ${directory}: cannot read ${manifestName}; delete the folder`, { cause: error });
  }
}

function packageDirectory(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`, { paths: [__dirname] }));
}

function outputOf(
  outputs: Metafile['outputs'],
  entryPoint: string,
): { readonly file: string; readonly style?: string } {
  const found = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint);
  if (!found) throw new Error(`console build: no output for ${entryPoint}`);
  const style = found[1].cssBundle;
  return { file: path.basename(found[0]), ...(style ? { style: path.basename(style) } : {}) };
}

async function bundle(outdir: string): Promise<Manifest> {
  const common = {
    absWorkingDir: __dirname,
    outdir,
    bundle: true,
    minify: true,
    target: 'es2022',
    entryNames: '[name]-[hash]',
    metafile: true,
    logLevel: 'silent',
  } as const;
  const [page, early] = await Promise.all([
    build({
      ...common,
      entryPoints: ['app/main.tsx'],
      format: 'esm',
      // Lets the editor, by far the largest part, load when its page opens.
      splitting: true,
      chunkNames: '[name]-[hash]',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      // A package of the page that is installed further up would find another program's React there.
      alias: { react: packageDirectory('react'), 'react-dom': packageDirectory('react-dom') },
      plugins: [withoutEmbeddedFonts],
    }),
    // No module, because modules run after the page is drawn.
    build({ ...common, entryPoints: ['app/theme.ts'], format: 'iife' }),
  ]);
  const outputs = { ...page.metafile.outputs, ...early.metafile.outputs };
  const main = outputOf(outputs, 'app/main.tsx');
  const theme = outputOf(outputs, 'app/theme.ts');
  if (main.style === undefined) throw new Error('console build: app/main.tsx imports no style sheet');
  const files = Object.keys(outputs).map((file) => path.basename(file));
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { entries: { main: main.file, style: main.style, theme: theme.file }, files: files.sort(), bytes };
}

/**
 * Bundles the console's page, or finds the bundle that an earlier call made of the same sources. Builds of other sources
 * that are older than a day are removed.
 * @param cacheDirectory holds a folder `console-<hash>` for each version; safe to share between processes
 * @throws Error of esbuild when a source does not compile
 */
export async function buildConsole({ cacheDirectory }: { readonly cacheDirectory: string }): Promise<ConsoleBundle> {
  const startedMs = performance.now();
  const directory = path.join(cacheDirectory, `console-${await hashOfSources()}`);
  const known = await readManifest(directory);
  const durationMs = (): number => Math.round(performance.now() - startedMs);
  await removeOldBuilds(cacheDirectory, path.basename(directory));
  if (known) return { ...known, directory, cached: true, durationMs: durationMs() };
  const draft = path.join(cacheDirectory, `.console-${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true });
    const manifest = await bundle(draft);
    await writeFile(path.join(draft, manifestName), JSON.stringify(manifest));
    await moveInto(draft, directory);
    return { ...manifest, directory, cached: false, durationMs: durationMs() };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function removeOldBuilds(cacheDirectory: string, current: string): Promise<void> {
  const names = await readdir(cacheDirectory).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  // Unfinished builds begin with a dot: they are left where a process is killed before it can remove its own.
  for (const name of names.filter((other) => /^\.?console-[0-9a-f-]+$/.test(other) && other !== current)) {
    const directory = path.join(cacheDirectory, name);
    const builtMs = await stat(directory).then(
      ({ mtimeMs }) => mtimeMs,
      (error: unknown) => {
        // Another process has removed it first.
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      },
    );
    if (builtMs !== undefined && Date.now() - builtMs > keptMs) await rm(directory, { recursive: true, force: true });
  }
}

/** Another process may have built the same in the meantime; its folder is as good. */
async function moveInto(draft: string, directory: string): Promise<void> {
  try {
    await rename(draft, directory);
  } catch (error) {
    const exists = await stat(path.join(directory, manifestName)).then(
      () => true,
      () => false,
    );
    if (!exists) throw error;
  }
}
