import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { handlerCode } from '../bundle/handler-code';
import { type LambdaZip, writeZip, type ZipFile } from '../bundle/write-zip';

/** Lambda's limit on a package for the answers of an origin, in bytes. */
const maxZipBytes = 50 * 1024 * 1024;

export interface EdgeZipOptions {
  /** Module that exports `handler`. */
  readonly entryPoint: string;
  /** Name of the package's file, without ending. */
  readonly name: string;
  readonly outputDirectory: string;
  /** Constants that replace names in the code: the function has no environment. @default none */
  readonly define?: Readonly<Record<string, unknown>>;
  /** Folder `node_modules` that holds the packages below. */
  readonly packagesDirectory: string;
  /** Packages that go into the package as they are, with what they depend on, because they load binaries. */
  readonly packages: readonly string[];
  /** Packages with the binaries for Lambda@Edge (Linux, x86-64, glibc), which `npm install` leaves out on other machines. */
  readonly binaries: readonly string[];
}

const manifestSchema = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

function manifestOf(packagesDirectory: string, name: string) {
  const path = join(packagesDirectory, name, 'package.json');
  return manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** The packages and all that they depend on, as names. */
function closure(packagesDirectory: string, names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    Object.keys(manifestOf(packagesDirectory, name).dependencies).forEach(visit);
  };
  names.forEach(visit);
  return [...found].sort();
}

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

function requireBinaries({ packagesDirectory, packages, binaries, name }: EdgeZipOptions): void {
  const absent = binaries.filter((binary) => !existsSync(join(packagesDirectory, binary, 'package.json')));
  if (absent.length === 0) return;
  const wanted = packages.map((one) => `${one}@${manifestOf(packagesDirectory, one).version}`).join(' ');
  throw new RangeError(
    `${name}: the package must hold binaries for Linux on x86-64, ${absent.join(' and ')} not installed; ` +
      `run \`npm install --no-save --os=linux --cpu=x64 --libc=glibc ${wanted}\``,
  );
}

const built = new Map<string, LambdaZip>();

/**
 * Bundles a Lambda@Edge handler into `<outputDirectory>/<name>.zip`: `index.js` (CommonJS, Node 22) and the packages that load
 * binaries, below `node_modules`. The same sources give the same bytes. Each package is built once a process.
 * @throws RangeError when the binaries for Lambda@Edge are not installed, with the command that installs them, or when the
 * package is larger than Lambda takes.
 */
export function buildEdgeZip(options: EdgeZipOptions): LambdaZip {
  const key = JSON.stringify(options);
  const former = built.get(key);
  if (former) return former;
  requireBinaries(options);
  const { entryPoint, name, outputDirectory, define, packagesDirectory, packages, binaries } = options;
  const files: Record<string, ZipFile> = {
    'index.js': { content: handlerCode(entryPoint, { external: packages, define }), level: 9 },
  };
  for (const one of closure(packagesDirectory, [...packages, ...binaries])) {
    for (const path of filesBelow(join(packagesDirectory, one))) {
      files[join('node_modules', path.slice(packagesDirectory.length + 1))] = { content: readFileSync(path), level: 6 };
    }
  }
  const zip = writeZip(files, name, outputDirectory, maxZipBytes);
  built.set(key, zip);
  return zip;
}
