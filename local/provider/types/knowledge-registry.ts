import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { type DataSourceKnowledge, type ResourceKnowledge } from '../knowledge/knowledge';

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
   * @param files one or more per service
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

const DIRECTORY = join(__dirname, '../knowledge');
/** What is no service: the interface of knowledge, and what its files share. */
const NO_SERVICES = ['knowledge.ts', 'support'];

/**
 * The knowledge of every service in `knowledge/`: a file, or a folder of files, so that a service is added by adding it.
 * @throws Error when a file exports neither `resources` nor `dataSources`.
 */
export function loadKnowledge(): KnowledgeRegistry {
  return new KnowledgeRegistry(knowledgeFiles().map(loadFile));
}

function knowledgeFiles(): readonly string[] {
  return readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !NO_SERVICES.includes(path.split(sep)[0] ?? ''))
    .sort()
    .map((path) => join(DIRECTORY, path));
}

function loadFile(path: string): KnowledgeFile {
  // Types of a file found by listing its folder cannot be known to the compiler; each file is compiled against them.
  const exported = load(path) as KnowledgeFile;
  if (!exported.resources && !exported.dataSources) {
    throw new Error(`${path}: must export resources or dataSources; what files share goes into knowledge/support`);
  }
  return exported;
}

function add<Knowledge extends { readonly type: string }>(known: Map<string, Knowledge>, knowledge: Knowledge): void {
  if (known.has(knowledge.type)) throw new Error(`knowledge of ${knowledge.type}: given twice`);
  known.set(knowledge.type, knowledge);
}
