/** Messages of `tfplugin5.proto` as they are in JavaScript, for those that the stand-in reads or builds. */
export interface DynamicValueMessage {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

export interface AttributePathMessage {
  readonly steps: readonly ({ readonly attribute_name: string } | { readonly element_key_int: number })[];
}

export interface DiagnosticMessage {
  readonly severity: 'ERROR' | 'WARNING';
  readonly summary: string;
  readonly detail: string;
  readonly attribute: AttributePathMessage | null;
}

export interface AttributeMessage {
  readonly name: string;
  readonly type: Uint8Array;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly sensitive: boolean;
  readonly write_only: boolean;
}

export interface BlockMessage {
  readonly attributes: readonly AttributeMessage[];
  readonly block_types: readonly {
    readonly type_name: string;
    readonly block: BlockMessage;
    readonly nesting: 'SINGLE' | 'LIST' | 'SET';
    readonly min_items: number;
    readonly max_items: number;
  }[];
}

export interface SchemaMessage {
  readonly version: number;
  readonly block: BlockMessage;
}

interface Diagnosed {
  readonly diagnostics?: readonly DiagnosticMessage[];
}

interface ConfigRequest {
  readonly config: DynamicValueMessage;
}

interface TypedConfigRequest extends ConfigRequest {
  readonly type_name: string;
}

/** Request and response of each call, by its name in the service. */
export interface Calls {
  GetMetadata: [
    request: object,
    response: Diagnosed & {
      readonly resources: readonly { readonly type_name: string }[];
      readonly data_sources: readonly { readonly type_name: string }[];
    },
  ];
  GetSchema: [
    request: object,
    response: Diagnosed & {
      readonly provider: SchemaMessage;
      readonly resource_schemas: Readonly<Record<string, SchemaMessage>>;
      readonly data_source_schemas: Readonly<Record<string, SchemaMessage>>;
    },
  ];
  PrepareProviderConfig: [
    request: ConfigRequest,
    response: Diagnosed & { readonly prepared_config: DynamicValueMessage },
  ];
  ValidateResourceTypeConfig: [request: TypedConfigRequest, response: Diagnosed];
  ValidateDataSourceConfig: [request: TypedConfigRequest, response: Diagnosed];
  UpgradeResourceState: [
    request: { readonly type_name: string; readonly raw_state: { readonly json: Uint8Array } },
    response: Diagnosed & { readonly upgraded_state: DynamicValueMessage },
  ];
  Configure: [request: ConfigRequest, response: Diagnosed];
  ReadResource: [
    request: { readonly type_name: string; readonly current_state: DynamicValueMessage; readonly private: Uint8Array },
    response: Diagnosed & { readonly new_state: DynamicValueMessage; readonly private: Uint8Array },
  ];
  PlanResourceChange: [
    request: TypedConfigRequest & {
      readonly prior_state: DynamicValueMessage;
      readonly proposed_new_state: DynamicValueMessage;
      readonly prior_private: Uint8Array;
    },
    response: Diagnosed & {
      readonly planned_state: DynamicValueMessage;
      readonly requires_replace: readonly AttributePathMessage[];
      readonly planned_private: Uint8Array;
    },
  ];
  ApplyResourceChange: [
    request: TypedConfigRequest & {
      readonly prior_state: DynamicValueMessage;
      readonly planned_state: DynamicValueMessage;
      readonly planned_private: Uint8Array;
    },
    response: Diagnosed & { readonly new_state: DynamicValueMessage; readonly private: Uint8Array },
  ];
  ImportResourceState: [
    request: { readonly type_name: string; readonly id: string },
    response: Diagnosed & {
      readonly imported_resources: readonly {
        readonly type_name: string;
        readonly state: DynamicValueMessage;
        readonly private: Uint8Array;
      }[];
    },
  ];
  MoveResourceState: [
    request: { readonly source_type_name: string; readonly target_type_name: string },
    response: Diagnosed,
  ];
  ReadDataSource: [request: TypedConfigRequest, response: Diagnosed & { readonly state: DynamicValueMessage }];
  GetFunctions: [request: object, response: object];
  Stop: [request: object, response: { readonly Error: string }];
}
