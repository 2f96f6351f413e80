import {
  type handleUnaryCall,
  type sendUnaryData,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { z } from 'zod';
import { parseJson, valueFromJson } from '../codec/json';
import { type Attributes, isAttributes } from '../codec/value';
import { type DataSourceService } from '../operations/data-source-service';
import { diagnosticsOf, pathMessage, refusal } from './diagnostics';
import { type ObjectKey, type ObjectStore } from '../objects/object-store';
import { fromMessage, toMessage } from './dynamic-value';
import { type Calls } from './messages';
import { schemaMessage } from './schema-message';
import { type ProviderConfiguration, readProviderConfiguration } from '../operations/provider-configuration';
import { type ResourceService } from '../operations/resource-service';
import { impliedType } from '../schema/schema';
import { type SchemaCatalogue } from '../schema/schema-catalogue';
import { typesInUse } from '../schema/types-in-use';
import { type TerraformTypes } from '../types/terraform-types';

export interface ProviderParts {
  readonly types: TerraformTypes;
  readonly catalogue: Pick<SchemaCatalogue, 'providerSchema'>;
  readonly store: Pick<ObjectStore, 'types'>;
  readonly resources: ResourceService;
  readonly dataSources: DataSourceService;
  readonly accountId: string | undefined;
  readonly configurationDirectories: () => readonly string[];
}

type Handlers = {
  readonly [Name in keyof Calls]: (request: Calls[Name][0], peer: string) => Calls[Name][1];
};

/** The state of an object keeps where the object is. */
const Private = z.object({ key: z.string() });

/** The calls of the plugin protocol, between messages and the services that do the work. */
export class ProviderCalls {
  /** Aliases of the provider share this process; only their connection tells them apart. */
  readonly #configurations = new Map<string, ProviderConfiguration>();

  constructor(private readonly parts: ProviderParts) {}

  /** An error in a call becomes a diagnostic, which Terraform prints where it belongs. */
  handlers(): UntypedServiceImplementation {
    const implementation: Record<string, handleUnaryCall<unknown, object>> = {};
    for (const [name, handle] of Object.entries<(request: never, peer: string) => object>(this.#calls())) {
      implementation[name] = (call: ServerUnaryCall<unknown, object>, callback: sendUnaryData<object>) => {
        let response: object;
        try {
          // gRPC decodes the request by the name of the call, so it is of the handler's type.
          response = handle(call.request as never, call.getPeer());
        } catch (error) {
          response = { diagnostics: diagnosticsOf(error) };
        }
        callback(null, response);
      };
    }
    return implementation;
  }

  #calls(): Handlers {
    const { types, resources, dataSources } = this.parts;
    return {
      GetMetadata: () => {
        const { resourceNames, dataSourceNames } = this.#typesInUse();
        return {
          resources: resourceNames.map((type_name) => ({ type_name })),
          data_sources: dataSourceNames.map((type_name) => ({ type_name })),
        };
      },

      GetSchema: () => {
        const { resourceNames, dataSourceNames } = this.#typesInUse();
        return {
          provider: schemaMessage(this.parts.catalogue.providerSchema()),
          resource_schemas: Object.fromEntries(
            resourceNames.map((name) => [name, schemaMessage(types.resource(name).schema)] as const),
          ),
          data_source_schemas: Object.fromEntries(
            dataSourceNames.map((name) => [name, schemaMessage(types.dataSource(name).schema)] as const),
          ),
        };
      },

      PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),

      Configure: ({ config }, peer) => {
        const attributes = fromMessage(config, impliedType(this.parts.catalogue.providerSchema())) ?? {};
        this.#configurations.set(peer, readProviderConfiguration(attributes, this.parts.accountId));
        return {};
      },

      ValidateResourceTypeConfig: ({ type_name, config }) => {
        const resource = types.resource(type_name);
        resources.validate(resource, fromMessage(config, resource.type) ?? {});
        return {};
      },

      ValidateDataSourceConfig: ({ type_name }) => {
        types.dataSource(type_name);
        return {};
      },

      UpgradeResourceState: ({ type_name, raw_state }) => {
        const { type } = types.resource(type_name);
        const state = valueFromJson(parseJson(Buffer.from(raw_state.json).toString('utf8')), type, type_name);
        return { upgraded_state: toMessage(isAttributes(state) ? state : undefined, type) };
      },

      ReadResource: ({ type_name, current_state, private: bytes }, peer) => {
        const resource = types.resource(type_name);
        const state = fromMessage(current_state, resource.type);
        const found = state && resources.read(resource, keyFrom(bytes), state, this.#configuration(peer));
        const attributes = found?.object.attributes;
        return {
          new_state: toMessage(attributes, resource.type),
          private: found ? privateBytes(found.key) : bytes,
        };
      },

      PlanResourceChange: (request, peer) => {
        const { type, ...resource } = types.resource(request.type_name);
        const prior = fromMessage(request.prior_state, type);
        const proposed = fromMessage(request.proposed_new_state, type);
        const planned_private = request.prior_private;
        if (!proposed) return { planned_state: toMessage(undefined, type), requires_replace: [], planned_private };
        const config = fromMessage(request.config, type) ?? {};
        const plan = resources.plan({ ...resource, type }, { prior, proposed, config }, this.#configuration(peer));
        return {
          planned_state: toMessage(plan.planned, type),
          requires_replace: plan.requiresReplace.map(pathMessage),
          planned_private,
        };
      },

      ApplyResourceChange: (request, peer) => {
        const resource = types.resource(request.type_name);
        const { type } = resource;
        const prior = fromMessage(request.prior_state, type);
        try {
          return this.#apply(request, prior, this.#configuration(peer));
        } catch (error) {
          // Nothing was changed, so the state stays what it was.
          return {
            new_state: toMessage(prior, type),
            private: request.planned_private,
            diagnostics: diagnosticsOf(error),
          };
        }
      },

      ImportResourceState: ({ type_name, id }, peer) => {
        const resource = types.resource(type_name);
        const found = resources.import(resource, id, this.#configuration(peer));
        // Without an object Terraform reads this state, finds nothing, and says so in its own words.
        const attributes: Attributes = found?.object.attributes ?? (resource.schema.attributes.id ? { id } : {});
        return {
          imported_resources: [
            {
              type_name,
              state: toMessage(attributes, resource.type),
              private: found ? privateBytes(found.key) : Buffer.alloc(0),
            },
          ],
        };
      },

      MoveResourceState: ({ source_type_name, target_type_name }) => {
        throw refusal(
          'Move Resource State Not Supported',
          `The "${target_type_name}" resource type does not support moving resource state from "${source_type_name}".`,
        );
      },

      ReadDataSource: ({ type_name, config }, peer) => {
        const source = types.dataSource(type_name);
        const attributes = fromMessage(config, source.type) ?? {};
        return { state: toMessage(dataSources.read(source, attributes, this.#configuration(peer)), source.type) };
      },

      GetFunctions: () => ({ functions: {} }),

      // Every call is answered at once, so there is nothing to interrupt.
      Stop: () => ({ Error: '' }),
    };
  }

  #apply(
    request: Calls['ApplyResourceChange'][0],
    prior: Attributes | undefined,
    configuration: ProviderConfiguration,
  ): Calls['ApplyResourceChange'][1] {
    const { types, resources } = this.parts;
    const resource = types.resource(request.type_name);
    const { type } = resource;
    const key = keyFrom(request.planned_private);
    const planned = fromMessage(request.planned_state, type);
    const config = fromMessage(request.config, type) ?? {};
    if (!planned) {
      if (prior) resources.destroy(resource, key, prior, configuration);
      return { new_state: toMessage(undefined, type), private: Buffer.alloc(0) };
    }
    const { key: newKey, object } = prior
      ? resources.update(resource, key, planned, config, configuration)
      : resources.create(resource, planned, config, configuration);
    return { new_state: toMessage(object.attributes, type), private: privateBytes(newKey) };
  }

  #typesInUse(): { readonly resourceNames: readonly string[]; readonly dataSourceNames: readonly string[] } {
    const { types, store } = this.parts;
    const { resources, dataSources } = typesInUse(this.parts.configurationDirectories());
    // State may hold types whose blocks are gone from the configuration.
    const all = new Set([...resources, ...store.types()]);
    return {
      resourceNames: [...all].filter((name) => types.hasResource(name)).sort(),
      dataSourceNames: [...dataSources].filter((name) => types.hasDataSource(name)).sort(),
    };
  }

  #configuration(peer: string): ProviderConfiguration {
    const configuration = this.#configurations.get(peer);
    if (!configuration) throw new Error(`connection ${peer} has not configured the provider`);
    return configuration;
  }
}

function keyFrom(bytes: Uint8Array): ObjectKey | undefined {
  return bytes.length === 0 ? undefined : Private.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).key;
}

function privateBytes(key: ObjectKey): Uint8Array {
  return Buffer.from(JSON.stringify({ key }));
}
