import { defineEventHandler, setResponseHeader } from 'h3';
import { type MeshSettings } from '../../shared/mesh-settings';
import { useServices } from '../runtime/services';

/** Holds the API key, which every client of Mesh carries, so that a rotated one reaches viewers at once. */
export default defineEventHandler((event): Promise<MeshSettings> => {
  setResponseHeader(event, 'cache-control', 'no-store');
  return useServices().mesh.get();
});
