import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput } from '../cli-error';

const path = z.string().min(1);
const common = {
  dockerfile: path,
  /** Arguments of the Dockerfile. */
  buildArguments: z.record(z.string(), z.string()).default({}),
};
const healthCheck = z.object({
  /** Program that asks the task for its health and ends with 0 when it is well. */
  entry: path,
  /** What it asks for, as its variable HEALTH_CHECK_PATH would tell it. @default the program's own */
  path: z.string().startsWith('/').optional(),
});

const nodeProgram = z.object({
  ...common,
  kind: z.literal('node').default('node'),
  /** Program that is bundled as `server.cjs`. */
  entry: path,
  /** @default `health-check.ts` in the folder above the program's */
  healthCheck: healthCheck.optional(),
});

const nuxtApplication = z.object({ ...common, kind: z.literal('nuxt'), application: path, healthCheck });

const nginxConfiguration = z.object({
  ...common,
  kind: z.literal('nginx'),
  /** Folder with nginx's configuration and its entry point. */
  configuration: path,
  /** Nuxt application whose public files it answers with. */
  application: path,
});

const imageSource = z.union([nuxtApplication, nginxConfiguration, nodeProgram]);

/** Where an image comes from; paths are relative to the project. */
export type ImageSource = z.infer<typeof imageSource>;
export type NodeProgramSource = z.infer<typeof nodeProgram>;
export type NuxtApplicationSource = z.infer<typeof nuxtApplication>;
export type NginxConfigurationSource = z.infer<typeof nginxConfiguration>;
export type HealthCheckSource = z.infer<typeof healthCheck>;

/** File of the project that lists its images. */
export const imageListFile = 'services/images.json';

/**
 * The images of a project by name.
 * @throws CliError `no-image-list` when the file is absent or not such a list
 */
export function readImageList(projectDirectory: string): ReadonlyMap<string, ImageSource> {
  const file = join(projectDirectory, imageListFile);
  try {
    const list = z.record(z.string(), imageSource).parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(Object.entries(list));
  } catch (cause) {
    throw badInput('no-image-list', `${file}: not a list of images: ${String(cause)}`, 'correct the file', { cause });
  }
}

/** @throws CliError `unknown-image` naming those that there are, or `no-image-list` */
export function findImage(projectDirectory: string, name: string): ImageSource {
  const images = readImageList(projectDirectory);
  const source = images.get(name);
  if (source !== undefined) return source;
  const known = [...images.keys()].join(', ');
  throw badInput('unknown-image', `${imageListFile}: has no image ${name}; images: ${known}`, 'name one of these');
}
