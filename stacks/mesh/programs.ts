import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MeshSettings } from '../../environments/environment';
import { bundleAppsyncCode } from '../../modules/bundle/appsync-code';
import { buildLambdaZip } from '../../modules/bundle/lambda-zip';
import { type LambdaZip } from '../../modules/bundle/write-zip';
import { meshFields, meshFunctions } from './fields';

const root = join(__dirname, '../..');
const service = join(root, 'services/mesh');

export interface MeshPrograms {
  readonly schema: string;
  /** Code by `<Type>.<field>` and by function name. */
  readonly code: ReadonlyMap<string, string>;
  readonly lambda: LambdaZip;
}

/** Builds what AWS runs for Mesh. The stage's values are written into the resolvers here, as constants. */
export function buildMeshPrograms(settings: MeshSettings & { readonly tableName: string }): MeshPrograms {
  const withCode = Object.entries(meshFields).filter(([, { kind }]) => kind !== 'lambda');
  return {
    schema: readFileSync(join(service, 'schema.graphql'), 'utf8'),
    code: bundleAppsyncCode({
      directory: service,
      entryPoints: [
        ...withCode.map(([name]) => `resolvers/${name}.ts`),
        ...Object.keys(meshFunctions).map((name) => `functions/${name}.ts`),
      ],
      define: Object.fromEntries(Object.entries(settings).map(([name, value]) => [`MESH_SETTINGS.${name}`, value])),
    }),
    lambda: buildLambdaZip(join(service, 'lambda/handler.ts'), 'mesh-graphql', join(root, 'dist')),
  };
}
