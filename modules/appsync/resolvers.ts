import { AppsyncFunction } from '@cdktf/provider-aws/lib/appsync-function';
import { AppsyncResolver } from '@cdktf/provider-aws/lib/appsync-resolver';
import { Construct } from 'constructs';
import { asTerraformLiteral } from '../bundle/appsync-code';
import { type DataSource } from './data-sources';
import { type GraphqlApi } from './graphql-api';

/** How a field is resolved: by its own code on a data source, by functions in a row, or by Lambda without code. */
export type FieldResolution<SourceName extends string, FunctionName extends string> =
  | { readonly kind: 'unit'; readonly dataSource: SourceName }
  | { readonly kind: 'pipeline'; readonly functions: readonly FunctionName[] }
  | { readonly kind: 'lambda'; readonly dataSource: SourceName };

export interface ResolversProps<SourceName extends string, FunctionName extends string> {
  readonly api: GraphqlApi;
  readonly dataSources: Readonly<Record<SourceName, DataSource>>;
  /** Data source of each pipeline function. */
  readonly functions: Readonly<Record<FunctionName, SourceName>>;
  /** Resolution of each field, by `<Type>.<field>`. */
  readonly fields: Readonly<Record<string, FieldResolution<SourceName, FunctionName>>>;
  /** Code by `<Type>.<field>` and by function name; Lambda fields have none. */
  readonly code: ReadonlyMap<string, string>;
}

const runtime = { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' };

/**
 * The resolvers and pipeline functions of an API.
 * @throws RangeError at synth when code is missing for a name, or no name uses it.
 */
export class Resolvers<SourceName extends string, FunctionName extends string> extends Construct {
  constructor(scope: Construct, id: string, props: ResolversProps<SourceName, FunctionName>) {
    super(scope, id);
    const { api, dataSources, fields } = props;
    const unused = new Set(props.code.keys());
    const codeOf = (name: string) => {
      const code = props.code.get(name);
      if (code === undefined) throw new RangeError(`${this.node.path}: no code for ${name}`);
      unused.delete(name);
      return asTerraformLiteral(code);
    };

    const functions = new Map<string, AppsyncFunction>();
    for (const [name, source] of Object.entries<SourceName>(props.functions)) {
      functions.set(
        name,
        new AppsyncFunction(this, name, {
          apiId: api.apiId,
          name,
          dataSource: dataSources[source].dataSourceName,
          code: codeOf(name),
          runtime,
        }),
      );
    }
    for (const [name, resolution] of Object.entries(fields)) {
      const [type = '', field = ''] = name.split('.');
      const common = { apiId: api.apiId, type, field };
      switch (resolution.kind) {
        case 'unit':
          new AppsyncResolver(this, name, {
            ...common,
            dataSource: dataSources[resolution.dataSource].dataSourceName,
            code: codeOf(name),
            runtime,
          });
          break;
        case 'lambda':
          new AppsyncResolver(this, name, {
            ...common,
            dataSource: dataSources[resolution.dataSource].dataSourceName,
          });
          break;
        case 'pipeline':
          new AppsyncResolver(this, name, {
            ...common,
            kind: 'PIPELINE',
            pipelineConfig: { functions: resolution.functions.map((step) => this.#functionId(functions, step)) },
            code: codeOf(name),
            runtime,
          });
          break;
      }
    }
    if (unused.size > 0) {
      throw new RangeError(`${this.node.path}: no field or function uses the code of ${[...unused].join(', ')}`);
    }
  }

  #functionId(functions: ReadonlyMap<string, AppsyncFunction>, name: string): string {
    const found = functions.get(name);
    if (!found) throw new RangeError(`${this.node.path}: no function is called ${name}`);
    return found.functionId;
  }
}
