import { type CtyType } from '../codec/cty-type';
import { refusal } from '../protocol/diagnostics';
import { type KnowledgeRegistry } from './knowledge-registry';
import { type DataSourceKnowledge, type ResourceKnowledge } from '../knowledge/knowledge';
import { markSchema } from '../schema/mark-schema';
import { type BlockSchema, impliedType } from '../schema/schema';
import { type SchemaCatalogue } from '../schema/schema-catalogue';

export interface ResourceType {
  readonly name: string;
  /** With the marks of knowledge. */
  readonly schema: BlockSchema;
  /** The object type of its values. */
  readonly type: CtyType;
  readonly knowledge: ResourceKnowledge | undefined;
  /** Whether it is managed in a region; IAM, Route 53, CloudFront and others are global. */
  readonly isRegional: boolean;
}

export interface DataSourceType {
  readonly name: string;
  readonly schema: BlockSchema;
  readonly type: CtyType;
  readonly knowledge: DataSourceKnowledge | undefined;
}

/** Resource and data source types: schema and knowledge joined, loaded when first asked for. */
export class TerraformTypes {
  readonly #resources = new Map<string, ResourceType>();
  readonly #dataSources = new Map<string, DataSourceType>();

  constructor(
    private readonly catalogue: SchemaCatalogue,
    private readonly knowledge: KnowledgeRegistry,
  ) {}

  hasResource(name: string): boolean {
    return this.catalogue.has('resource', name);
  }

  hasDataSource(name: string): boolean {
    return this.catalogue.has('data', name);
  }

  /** @throws Refused when the AWS provider has no such type. */
  resource(name: string): ResourceType {
    const loaded = this.#resources.get(name);
    if (loaded) return loaded;
    if (!this.hasResource(name)) throw refusal(`the AWS provider has no resource type ${name}`);
    const knowledge = this.knowledge.resource(name);
    const schema = markSchema(this.catalogue.schema('resource', name), name, {
      sensitive: knowledge?.sensitive,
      defaulted: Object.keys(knowledge?.defaults ?? {}),
      named: [
        ...(knowledge?.forceNew ?? []),
        ...(typeof knowledge?.updatesComputed === 'object' ? knowledge.updatesComputed : []),
        ...(knowledge?.uniqueBy ?? []),
        ...(knowledge?.identifiedBy ?? []),
      ],
    });
    const isRegional = schema.attributes.region !== undefined;
    const resource = { name, schema, type: impliedType(schema), knowledge, isRegional };
    this.#resources.set(name, resource);
    return resource;
  }

  /** @throws Refused when the AWS provider has no such type. */
  dataSource(name: string): DataSourceType {
    const loaded = this.#dataSources.get(name);
    if (loaded) return loaded;
    if (!this.hasDataSource(name)) throw refusal(`the AWS provider has no data source ${name}`);
    const knowledge = this.knowledge.dataSource(name);
    const schema = markSchema(this.catalogue.schema('data', name), `data ${name}`, { sensitive: knowledge?.sensitive });
    const dataSource = { name, schema, type: impliedType(schema), knowledge };
    this.#dataSources.set(name, dataSource);
    return dataSource;
  }
}
