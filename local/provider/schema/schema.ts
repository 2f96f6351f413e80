import { type CtyType } from '../codec/cty-type';

/** One attribute of a block. At least one of `optional`, `required` and `computed` is true. */
export interface AttributeSchema {
  readonly type: CtyType;
  readonly optional: boolean;
  readonly required: boolean;
  readonly computed: boolean;
  readonly sensitive?: boolean;
  /** Sent to AWS, never kept in plan or state. */
  readonly writeOnly?: boolean;
  /** Computed for Terraform because knowledge has a default; AWS itself gives no value. */
  readonly defaultOnly?: boolean;
  /** The package does not tell this attribute's type; a configuration that sets it is refused. */
  readonly untyped?: boolean;
}

export interface NestedBlockSchema {
  readonly nesting: 'single' | 'list' | 'set';
  readonly block: BlockSchema;
  /** 0 or 1: the package tells whether one is required, not how many. */
  readonly minItems: number;
  /** 0 means no limit. */
  readonly maxItems: number;
}

export interface BlockSchema {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly blocks: Readonly<Record<string, NestedBlockSchema>>;
}

/** What a configuration can hold of the AWS provider. */
export type SchemaKind = 'resource' | 'data';

/** The object type that a block's values have. */
export function impliedType(block: BlockSchema): CtyType {
  const types: Record<string, CtyType> = {};
  for (const [name, attribute] of Object.entries(block.attributes)) types[name] = attribute.type;
  for (const [name, nested] of Object.entries(block.blocks)) {
    const inner = impliedType(nested.block);
    types[name] = nested.nesting === 'single' ? inner : [nested.nesting, inner];
  }
  return ['object', types];
}
