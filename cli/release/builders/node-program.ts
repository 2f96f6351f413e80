import { dirname, join } from 'node:path';
import { type NodeProgramSource } from '../image-list';
import { bundlePrograms } from './bundle-programs';
import { bundleHealthCheck } from './health-check';
import { type ImageFiles } from './image-files';

/** The program as `server.cjs` and its health check as `health-check.cjs`, each with all that it imports. */
export async function buildNodeProgram(
  image: string,
  { entry, healthCheck }: NodeProgramSource,
  projectDirectory: string,
): Promise<ImageFiles> {
  const check = healthCheck ?? { entry: join(dirname(dirname(entry)), 'health-check.ts') };
  const files = [
    await bundlePrograms(image, { server: entry }, { projectDirectory }),
    await bundleHealthCheck(image, check, projectDirectory),
  ];
  return { command: ['node', 'server.cjs'], files: new Map(files.flatMap((some) => [...some])) };
}
