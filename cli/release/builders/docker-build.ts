import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError, hasCode } from '../../cli-error';
import { type Interrupts } from '../../process/interrupts';
import { captureCommand } from '../../process/run-command';

export interface DockerBuildOptions {
  /** Folder with the files of the image. */
  readonly context: string;
  readonly dockerfile: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** `<repository>:<tag>` */
  readonly tag: string;
  /** Whether the image goes to its repository, or else to this machine's docker. */
  readonly push: boolean;
  /** That of docker. */
  readonly env: NodeJS.ProcessEnv;
  readonly interrupts: Interrupts;
  /** Called with each line that docker writes. */
  readonly progress: (line: string) => void;
}

/** What Fargate's tasks run on. */
const platform = 'linux/arm64';
const metadata = z.object({ 'containerimage.digest': z.string().regex(/^sha256:[0-9a-f]{64}$/) });

/**
 * Builds an image with docker's buildx. Docker must be logged in where it is pushed to.
 * @returns the digest by which its repository knows it
 * @throws CliError `image-not-built` with the last lines that docker wrote, or `command-not-started`
 */
export async function dockerBuild(options: DockerBuildOptions): Promise<string> {
  const { context, dockerfile, buildArguments, tag, push, env, interrupts, progress } = options;
  const directory = await mkdtemp(join(tmpdir(), 'tristage-image-'));
  const metadataFile = join(directory, 'metadata.json');
  const args = [
    ...['buildx', 'build', '--platform', platform, '--provenance=false', '--progress=plain'],
    ...['--metadata-file', metadataFile, '--file', dockerfile, '--tag', tag],
    ...Object.entries(buildArguments).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...[push ? '--push' : '--load', context],
  ];
  const last: string[] = [];
  const onLine = (line: string) => {
    progress(line);
    last.push(line);
    if (last.length > 20) last.shift();
  };
  try {
    const { code } = await captureCommand(['docker', ...args], { cwd: context, env, interrupts, onLine });
    if (code === 0) return await readDigest(metadataFile, tag);
    const said = last.join('\n');
    throw new CliError('image-not-built', `${tag}: docker buildx build ended with exit code ${code}: ${said}`, {
      remedy: 'mend what docker complains about',
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function readDigest(file: string, tag: string): Promise<string> {
  try {
    return metadata.parse(JSON.parse(await readFile(file, 'utf8')))['containerimage.digest'];
  } catch (cause) {
    const what = hasCode(cause, 'ENOENT') ? 'wrote no metadata' : 'wrote metadata without the digest of an image';
    throw new CliError('image-not-built', `${tag}: docker buildx build ${what}`, {
      cause,
      remedy: 'use docker 23 or later with its buildx plugin',
    });
  }
}
