import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { badInput } from '../cli-error';

const texts = z.array(z.string());
const phase = z.looseObject({
  commands: texts.default([]),
  finally: texts.default([]),
  'on-failure': z.enum(['ABORT', 'CONTINUE']).optional(),
});
const artifact = z.looseObject({
  files: texts.min(1),
  'base-directory': z.string().default('.'),
  'exclude-paths': texts.default([]),
  'discard-paths': z.enum(['yes', 'no']).default('no'),
});
const variable = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const schema = z.looseObject({
  version: z.literal(0.2),
  env: z
    .looseObject({
      shell: z.enum(['bash', 'sh']).default('bash'),
      variables: z.record(z.string(), variable).default({}),
      'parameter-store': z.never({ error: 'is not read on this machine' }).optional(),
      'secrets-manager': z.never({ error: 'is not read on this machine' }).optional(),
    })
    .prefault({}),
  phases: z.strictObject({
    install: phase.optional(),
    pre_build: phase.optional(),
    build: phase.optional(),
    post_build: phase.optional(),
  }),
  artifacts: artifact.extend({ 'secondary-artifacts': z.record(z.string(), artifact).default({}) }).optional(),
});

/** What CodeBuild is told to do; of its grammar that which a build on this machine can follow. */
export type Buildspec = z.output<typeof schema>;
export type BuildPhase = z.output<typeof phase>;
export type BuildArtifact = z.output<typeof artifact>;

/**
 * The buildspec of a project: a file below `directory`, or the YAML itself.
 * @throws CliError `no-buildspec` or `bad-buildspec`
 */
export async function readBuildspec(directory: string, pathOrText: string): Promise<Buildspec> {
  const isText = pathOrText.includes('\n');
  const file = join(directory, pathOrText);
  const where = isText ? 'buildspec of the project' : file;
  let text = pathOrText;
  if (!isText) {
    try {
      text = await readFile(file, 'utf8');
    } catch (cause) {
      throw badInput('no-buildspec', `${file}: is not there, so the build cannot begin`, 'correct its name', { cause });
    }
  }
  try {
    return schema.parse(parse(text));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw badInput('bad-buildspec', `${where}: not a buildspec: ${reason}`, 'correct it', { cause });
  }
}
