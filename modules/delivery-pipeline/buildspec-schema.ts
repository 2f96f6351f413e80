import { z } from 'zod';

const texts = z.array(z.string().min(1)).min(1);

const phase = z.strictObject({
  'run-as': z.string().optional(),
  'on-failure': z.string().optional(),
  'runtime-versions': z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  commands: texts,
  finally: texts.optional(),
});

const variables = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const artifact = {
  files: texts,
  name: z.string().optional(),
  'discard-paths': z.enum(['yes', 'no']).optional(),
  'base-directory': z.string().optional(),
  'exclude-paths': texts.optional(),
};

/** The part of CodeBuild's grammar that a pipeline uses ("Build specification reference for CodeBuild"). */
export const buildspecSchema = z.strictObject({
  version: z.literal(0.2, { error: 'must be 0.2, under which the commands of a build share one shell' }),
  'run-as': z.string().optional(),
  env: z
    .strictObject({
      shell: z.enum(['bash', 'sh']).optional(),
      variables: variables.optional(),
      'parameter-store': z.record(z.string(), z.string()).optional(),
      'secrets-manager': z.record(z.string(), z.string()).optional(),
      'exported-variables': texts.optional(),
      'git-credential-helper': z.enum(['yes', 'no']).optional(),
    })
    .optional(),
  phases: z.strictObject({
    install: phase.optional(),
    pre_build: phase.optional(),
    build: phase,
    post_build: phase.optional(),
  }),
  reports: z.record(z.string(), z.looseObject({ files: texts })).optional(),
  artifacts: z
    .strictObject({
      ...artifact,
      'secondary-artifacts': z.record(z.string(), z.strictObject(artifact)).optional(),
    })
    .optional(),
  cache: z.strictObject({ key: z.string().optional(), paths: texts }).optional(),
});

/** A buildspec whose grammar is right. */
export type BuildspecDocument = z.output<typeof buildspecSchema>;
