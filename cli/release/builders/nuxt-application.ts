import { type NuxtApplicationSource } from '../image-list';
import { bundleHealthCheck } from './health-check';
import { type ImageFiles, readTree } from './image-files';
import { nuxtOutput } from './nuxt-output';

export interface ApplicationOptions {
  readonly projectDirectory: string;
  /** @default one made of the application's sources */
  readonly release?: string | undefined;
}

/** What `nuxt build` makes of the application, with the health check beside it. */
export async function buildNuxtApplication(
  image: string,
  { application, healthCheck }: NuxtApplicationSource,
  options: ApplicationOptions,
): Promise<ImageFiles> {
  const output = await nuxtOutput(image, { ...options, application });
  const check = await bundleHealthCheck(image, healthCheck, options.projectDirectory);
  const files = [...(await readTree(output))].filter(([path]) => /^(server|public)\//.test(path));
  return { command: ['node', 'server/index.mjs'], files: new Map([...files, ...check]) };
}
