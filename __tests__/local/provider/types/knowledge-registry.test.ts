import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnowledgeRegistry, loadKnowledge } from '../../../../local/provider/types/knowledge-registry';
import { ProviderPackage } from '../../../../local/provider/schema/provider-package';
import { SchemaCatalogue } from '../../../../local/provider/schema/schema-catalogue';
import { TerraformTypes } from '../../../../local/provider/types/terraform-types';
import { typesWithoutKnowledge } from '../../../../local/provider/types-without-knowledge';

interface KnowledgeModule {
  readonly resources?: readonly unknown[];
  readonly dataSources?: readonly unknown[];
}

function countsInFiles(): { readonly resource: number; readonly data: number } {
  const folder = join(__dirname, '../../../../local/provider/knowledge');
  const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    // Every file is compiled against the interface of knowledge.
    .map((name) => createRequire(__filename)(join(folder, name)) as KnowledgeModule);
  return {
    resource: modules.flatMap(({ resources = [] }) => resources).length,
    data: modules.flatMap(({ dataSources = [] }) => dataSources).length,
  };
}

describe('loadKnowledge', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tristage-knowledge-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const registry = loadKnowledge();

  it('finds the files and folders of all services', () => {
    expect(registry.resource('aws_kms_key')?.type).toBe('aws_kms_key');
    // Of a service that is a folder.
    expect(registry.resource('aws_appsync_api_key')?.type).toBe('aws_appsync_api_key');
    expect(registry.dataSource('aws_sqs_queue')?.type).toBe('aws_sqs_queue');
    expect(registry.resource('aws_teapot')).toBeUndefined();
  });

  it('names only types and attributes that the provider has', () => {
    const catalogue = new SchemaCatalogue(directory);
    const types = new TerraformTypes(catalogue, registry);
    const known = { resource: 0, data: 0 };
    for (const type of new ProviderPackage().types('resource').filter((name) => registry.resource(name))) {
      expect(types.resource(type).knowledge?.type).toBe(type);
      known.resource += 1;
    }
    for (const type of new ProviderPackage().types('data').filter((name) => registry.dataSource(name))) {
      expect(types.dataSource(type).knowledge?.type).toBe(type);
      known.data += 1;
    }
    // Knowledge of a type that the provider lacks would not have been met above.
    expect(known).toEqual(countsInFiles());
  });

  it('refuses a type that is known twice', () => {
    const knowledge = { type: 'aws_x', computed: () => ({}) };
    expect(() => new KnowledgeRegistry([{ resources: [knowledge] }, { resources: [knowledge] }])).toThrow(
      'knowledge of aws_x: given twice',
    );
  });

  it('leaves out of the report what is known', () => {
    const resource = { aws_sqs_queue: {}, aws_evidently_project: {} };
    writeFileSync(
      join(directory, 'main.tf.json'),
      JSON.stringify({ resource, data: { aws_ip_ranges: {}, aws_sqs_queue: {} } }),
    );
    expect(typesWithoutKnowledge([directory])).toEqual({
      resources: ['aws_evidently_project'],
      dataSources: ['aws_ip_ranges'],
    });
  });
});
