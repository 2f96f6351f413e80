import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TemporaryDirectory } from './deployed-state';

/** What the stand-in for docker was asked to do. */
export interface DockerCall {
  readonly args: readonly string[];
  readonly stdin: string;
}

export interface FakeDockerOptions {
  /** Digest in the metadata of a build. */
  readonly digest: string;
  /** What a build does. @default writes its metadata and ends with 0, as buildx does */
  readonly build?: 'succeeds' | 'fails' | 'writes no metadata';
  readonly login?: 'succeeds' | 'fails';
}

/** A program `docker` that keeps what it was asked to do, and answers as buildx does, as far as this project asks it. */
export class FakeDocker {
  readonly #directory = new TemporaryDirectory();

  constructor(options: FakeDockerOptions) {
    const program = this.#directory.write('docker', source(join(this.#directory.path, 'calls'), options));
    chmodSync(program, 0o755);
  }

  /** What the PATH begins with. */
  get path(): string {
    return this.#directory.path;
  }

  calls(): readonly DockerCall[] {
    const file = join(this.#directory.path, 'calls');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as DockerCall); // as the program writes it
  }

  remove(): void {
    this.#directory.remove();
  }
}

const source = (
  calls: string,
  { digest, build = 'succeeds', login = 'succeeds' }: FakeDockerOptions,
) => `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const stdin = args.includes('--password-stdin') ? fs.readFileSync(0, 'utf8') : '';
fs.appendFileSync(${JSON.stringify(calls)}, JSON.stringify({ args, stdin }) + '\\n');
if (args[0] === 'login') {
  if (${JSON.stringify(login)} === 'fails') {
    console.error('Error response from daemon: login attempt failed with status: 400 Bad Request');
    process.exit(1);
  }
  console.log('Login Succeeded');
  process.exit(0);
}
const valueOf = (name) => args[args.indexOf(name) + 1];
const dockerfile = fs.readFileSync(valueOf('--file'), 'utf8');
for (const [, files] of dockerfile.matchAll(/^COPY (?:--\\S+ )*(.*) \\S+$/gm)) {
  for (const file of files.split(' ')) {
    if (!fs.existsSync(args.at(-1) + '/' + file)) {
      console.error('ERROR: failed to calculate checksum: "/' + file + '": not found');
      process.exit(1);
    }
  }
}
console.error('#1 [internal] load build definition from Dockerfile');
if (${JSON.stringify(build)} === 'fails') {
  console.error('ERROR: failed to push: unexpected status: 403 Forbidden');
  process.exit(1);
}
if (${JSON.stringify(build)} === 'succeeds') {
  fs.writeFileSync(valueOf('--metadata-file'), JSON.stringify({
    'containerimage.config.digest': 'sha256:' + 'c'.repeat(64),
    'containerimage.digest': ${JSON.stringify(digest)},
    'image.name': valueOf('--tag'),
  }));
}
`;
