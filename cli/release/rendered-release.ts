import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput } from '../cli-error';
import { type Revision } from './revision';

/** Files of a rendered release, which a build hands to what deploys it. */
export const releaseFiles = {
  release: 'release.json',
  revision: 'taskdef.json',
  images: 'imagedefinitions.json',
} as const;

const image = z.string().regex(/^[^@\s]+@sha256:[0-9a-f]{64}$/, 'must be <repository>@sha256:… by digest, not a tag');

const release = z.object({
  /** Release id, which the program answers at `/version`. */
  release: z.string().min(1),
  stage: z.string().min(1),
  service: z.string().min(1),
  /** ARN of the revision of Terraform that it was rendered from. */
  template: z.string().min(1),
  /** `<repository>@<digest>` by container. */
  images: z.record(z.string(), image),
  tests: z.object({ total: z.number(), passed: z.number() }),
});
const imageDefinitions = z.array(z.object({ name: z.string().min(1), imageUri: image })).min(1);
const revision = z.looseObject({
  family: z.string().min(1),
  containerDefinitions: z.array(z.looseObject({ name: z.string().min(1), image: z.string().min(1) })).min(1),
});

/** What was built, for which service. */
export type Release = z.infer<typeof release>;

export interface RenderedRelease extends Release {
  /** What is registered to run it. */
  readonly revision: Revision;
}

export async function writeRenderedRelease(directory: string, rendered: RenderedRelease): Promise<void> {
  const { revision: taskDefinition, ...description } = rendered;
  const definitions = Object.entries(rendered.images).map(([name, imageUri]) => ({ name, imageUri }));
  const files = {
    [releaseFiles.release]: description,
    [releaseFiles.revision]: taskDefinition,
    [releaseFiles.images]: definitions,
  };
  await mkdir(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(directory, name), `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

/**
 * Reads what a build rendered.
 * @throws CliError `no-release` for a missing file, `bad-release` for one that is not what it should be, or when the
 * files tell of different images
 */
export async function readRenderedRelease(directory: string): Promise<RenderedRelease> {
  const definitions = await readReleaseFile(directory, releaseFiles.images, imageDefinitions);
  const taskDefinition = await readReleaseFile(directory, releaseFiles.revision, revision);
  const description = await readReleaseFile(directory, releaseFiles.release, release);
  const fromDefinitions = new Map(definitions.map(({ name, imageUri }) => [name, imageUri]));
  const fromRevision = new Map(taskDefinition.containerDefinitions.map((one) => [one.name, one.image]));
  for (const [container, expected] of Object.entries(description.images)) {
    const found = { [releaseFiles.images]: fromDefinitions, [releaseFiles.revision]: fromRevision };
    for (const [file, images] of Object.entries(found)) requireSame(directory, file, container, expected, images);
  }
  const extra = [...fromDefinitions.keys()].find((name) => !Object.hasOwn(description.images, name));
  if (extra !== undefined) {
    throw bad(join(directory, releaseFiles.images), `names a container ${extra} that ${releaseFiles.release} does not`);
  }
  return { ...description, revision: taskDefinition };
}

function requireSame(
  directory: string,
  file: string,
  container: string,
  expected: string,
  images: ReadonlyMap<string, string>,
): void {
  const found = images.get(container);
  if (found === expected) return;
  const what = found === undefined ? 'has no such container' : `has ${found}`;
  throw bad(
    join(directory, file),
    `container ${container} must run ${expected} as in ${releaseFiles.release}; it ${what}`,
  );
}

/** @throws CliError `no-release` or `bad-release` */
async function readReleaseFile<T>(directory: string, name: string, schema: z.ZodType<T>): Promise<T> {
  const file = join(directory, name);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw badInput(
      'no-release',
      `${file}: is not there, so there is nothing to deploy`,
      'hand over the artifact of the build: "tristage release render" writes the file',
      { cause },
    );
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw bad(file, `is not what a build writes: ${reason}`, cause);
  }
}

/** A list of images, which is all that the stock ECS action reads. @throws CliError `no-release` or `bad-release` */
export function readImageDefinitions(directory: string, file: string): Promise<z.infer<typeof imageDefinitions>> {
  return readReleaseFile(directory, file, imageDefinitions);
}

function bad(file: string, what: string, cause?: unknown) {
  return badInput('bad-release', `${file}: ${what}`, 'build and render the release again', { cause });
}
