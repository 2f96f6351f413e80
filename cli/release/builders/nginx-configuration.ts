import { join } from 'node:path';
import { type NginxConfigurationSource } from '../image-list';
import { compressFiles } from './compress-files';
import { type ImageFiles, readTree } from './image-files';
import { type ApplicationOptions } from './nuxt-application';
import { nuxtOutput } from './nuxt-output';

/** Files of the configuration's folder that the image does not hold. */
const notInImage = /^(Dockerfile(\..*)?|development\.conf)$/;

/**
 * The configuration and its entry point, its pages below `pages/`, and the public files of the application below
 * `files/`, compressed beforehand.
 */
export async function buildNginxConfiguration(
  image: string,
  { configuration, application }: NginxConfigurationSource,
  options: ApplicationOptions,
): Promise<ImageFiles> {
  const output = await nuxtOutput(image, { ...options, application });
  const own = [...(await readTree(join(options.projectDirectory, configuration)))].filter(
    ([path]) => !notInImage.test(path),
  );
  const published = await compressFiles(await readTree(join(output, 'public')));
  const files = [...published].map(([path, content]): [string, Uint8Array] => [`files/${path}`, content]);
  return {
    command: ['sh', 'entrypoint.sh', 'nginx'],
    // SIGTERM would cut the requests that run.
    stopSignal: 'SIGQUIT',
    files: new Map([...own, ...files]),
    timesFromContent: true,
  };
}
