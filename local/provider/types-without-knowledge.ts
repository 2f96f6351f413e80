import { loadKnowledge } from './types/knowledge-registry';
import { typesInUse } from './schema/types-in-use';

export interface TypesWithoutKnowledge {
  readonly resources: readonly string[];
  readonly dataSources: readonly string[];
}

/**
 * The types which the configurations use and of which the stand-in knows the schema only: their ids and ARNs have a
 * generic shape, every change is an update, and no value is refused.
 */
export function typesWithoutKnowledge(configurationDirectories: readonly string[]): TypesWithoutKnowledge {
  const knowledge = loadKnowledge();
  const { resources, dataSources } = typesInUse(configurationDirectories);
  return {
    resources: [...resources].filter((type) => !knowledge.resource(type)).sort(),
    dataSources: [...dataSources].filter((type) => !knowledge.dataSource(type)).sort(),
  };
}
