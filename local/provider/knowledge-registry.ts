import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type DataSourceKnowledge, type ResourceKnowledge } from './knowledge/knowledge';

const load = createRequire(__filename);

interface KnowledgeFile {
  readonly resources?: readonly ResourceKnowledge[];
  readonly dataSources?: readonly DataSourceKnowledge[];
}

/** What is known of resource and data source types beyond their schema. */
export class KnowledgeRegistry {
  readonly #resources = new Map<string, ResourceKnowledge>();
  readonly #dataSources = new Map<string, DataSourceKnowledge>();

  /**
   * @param files one per service
   * @throws Error when two files know the same type.
   */
  constructor(files: readonly KnowledgeFile[]) {
    for (const { resources = [], dataSources = [] } of files) {
      for (const knowledge of resources) add(this.#resources, knowledge);
      for (const knowledge of dataSources) add(this.#dataSources, knowledge);
    }
  }

  resource(type: string): ResourceKnowledge | undefined {
    return this.#resources.get(type);
  }

  dataSource(type: string): DataSourceKnowledge | undefined {
    return this.#dataSources.get(type);
  }
}

/**
 * The knowledge of every file in `knowledge/`, so that a service is added by adding its file.
 * @throws Error when a file there exports neither `resources` nor `dataSources`.
 */
export function loadKnowledge(): KnowledgeRegistry {
  const directory = join(__dirname, 'knowledge');
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.ts') && name !== 'knowledge.ts')
    .sort()
    .map((name) => {
      // Types of a file found by listing its folder cannot be known to the compiler; each file is compiled against them.
      const exported = load(join(directory, name)) as KnowledgeFile;
      if (!exported.resources && !exported.dataSources) {
        throw new Error(
          `${join(directory, name)}: must export resources or dataSources; helpers go into a folder below`,
        );
      }
      return exported;
    });
  return new KnowledgeRegistry(files);
}

function add<Knowledge extends { readonly type: string }>(known: Map<string, Knowledge>, knowledge: Knowledge): void {
  if (known.has(knowledge.type)) throw new Error(`knowledge of ${knowledge.type}: given twice`);
  known.set(knowledge.type, knowledge);
}
