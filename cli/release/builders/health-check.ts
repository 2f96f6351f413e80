import { type HealthCheckSource } from '../image-list';
import { bundlePrograms } from './bundle-programs';

/** The program `health-check.cjs` that asks for the path of this image. */
export function bundleHealthCheck(
  image: string,
  { entry, path }: HealthCheckSource,
  projectDirectory: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const define: Readonly<Record<string, string>> =
    path === undefined ? {} : { 'process.env.HEALTH_CHECK_PATH': JSON.stringify(path) };
  return bundlePrograms(image, { 'health-check': entry }, { projectDirectory, define });
}
