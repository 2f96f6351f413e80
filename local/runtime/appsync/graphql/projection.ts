import {
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { GraphqlErrorEntry, GraphqlReply } from '../api';
import type { PreparedOperation } from './documents';
import { nonNullMessage } from './error-entries';
import { isSelected } from './selection';

type Value = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** Told by a value that must not be null and is: the nearest nullable place above becomes null. */
const INVALID = Symbol('invalid');
type Projected = { readonly value: unknown } | typeof INVALID;

/** Makes the messages of one subscriber: its own selection of what a mutation selected. */
export class Projection {
  readonly #schema: GraphQLSchema;
  readonly #prepared: PreparedOperation;
  readonly #variables: Value;
  readonly #field: FieldNode;
  readonly #nodes: readonly FieldNode[];
  /** Selected fields by response key, for each list of field nodes and each type it is selected on. */
  readonly #fields = new Map<readonly FieldNode[], Map<string, ReadonlyMap<string, readonly FieldNode[]>>>();
  #last: { readonly published: unknown; readonly reply: GraphqlReply } | undefined = undefined;

  constructor(schema: GraphQLSchema, prepared: PreparedOperation, variables: Value, field: FieldNode) {
    this.#schema = schema;
    this.#prepared = prepared;
    this.#variables = variables;
    this.#field = field;
    this.#nodes = [field];
  }

  /** The same published object gives the same reply object, so that it is made once for all who selected alike. */
  project(published: unknown): GraphqlReply {
    const last = this.#last;
    if (last !== undefined && last.published === published) return last.reply;
    const errors: GraphqlErrorEntry[] = [];
    const key = this.#field.alias?.value ?? this.#field.name.value;
    const root = this.#schema.getSubscriptionType();
    const type = root?.getFields()[this.#field.name.value]?.type;
    if (root === undefined || root === null || type === undefined) {
      throw new Error(`the schema has no subscription ${this.#field.name.value}`);
    }
    const projected = this.#complete(type, this.#nodes, published, [key], root.name, errors);
    const data = projected === INVALID ? null : { [key]: projected.value };
    const reply = errors.length === 0 ? { data } : { data, errors };
    this.#last = { published, reply };
    return reply;
  }

  #complete(
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    value: unknown,
    path: Path,
    parent: string,
    errors: GraphqlErrorEntry[],
  ): Projected {
    if (isNonNullType(type)) {
      const inner = this.#complete(type.ofType, nodes, value, path, parent, errors);
      if (inner === INVALID || inner.value !== null) return inner;
      // A null below was told where it is; only one that begins here is new.
      if (value === null || value === undefined) {
        errors.push({ path, locations: null, message: nonNullMessage(String(type.ofType), parent, path) });
      }
      return INVALID;
    }
    if (value === null || value === undefined) return { value: null };
    if (isListType(type)) {
      if (!Array.isArray(value)) return { value: null };
      const items: unknown[] = [];
      for (const [index, item] of value.entries()) {
        const done = this.#complete(type.ofType, nodes, item, [...path, index], parent, errors);
        if (done === INVALID) return { value: null };
        items.push(done.value);
      }
      return { value: items };
    }
    if (!isObjectType(type) && !isAbstractType(type)) return { value };
    return this.#completeObject(type.name, nodes, value, path, errors);
  }

  #completeObject(
    declared: string,
    nodes: readonly FieldNode[],
    value: unknown,
    path: Path,
    errors: GraphqlErrorEntry[],
  ): Projected {
    if (!isObject(value)) return { value: null };
    const typeName = typeof value.__typename === 'string' ? value.__typename : declared;
    const type = this.#schema.getType(typeName);
    if (!isObjectType(type)) return { value: null };
    const known = type.getFields();
    const data: Record<string, unknown> = {};
    for (const [key, selected] of this.#fieldsOf(nodes, typeName)) {
      const name = selected[0]?.name.value ?? '';
      if (name === '__typename') {
        data[key] = typeName;
        continue;
      }
      const field = known[name];
      if (field === undefined) continue;
      const done = this.#complete(field.type, selected, value[name], [...path, key], typeName, errors);
      if (done === INVALID) return { value: null };
      data[key] = done.value;
    }
    return { value: data };
  }

  #fieldsOf(nodes: readonly FieldNode[], typeName: string): ReadonlyMap<string, readonly FieldNode[]> {
    const byType = this.#fields.get(nodes) ?? new Map<string, ReadonlyMap<string, readonly FieldNode[]>>();
    this.#fields.set(nodes, byType);
    const known = byType.get(typeName);
    if (known !== undefined) return known;
    const fields = new Map<string, FieldNode[]>();
    for (const { selectionSet } of nodes) if (selectionSet) this.#collect(selectionSet, typeName, fields);
    byType.set(typeName, fields);
    return fields;
  }

  #collect(set: SelectionSetNode, typeName: string, fields: Map<string, FieldNode[]>): void {
    for (const node of set.selections) {
      if (!isSelected(node, this.#variables)) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        fields.set(key, [...(fields.get(key) ?? []), node]);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#prepared.fragments[node.name.value];
      const condition = fragment?.typeCondition?.name.value;
      if (fragment && (condition === undefined || this.#isOf(typeName, condition))) {
        this.#collect(fragment.selectionSet, typeName, fields);
      }
    }
  }

  #isOf(typeName: string, condition: string): boolean {
    if (typeName === condition) return true;
    const wanted = this.#schema.getType(condition);
    const type = this.#schema.getType(typeName);
    return isAbstractType(wanted) && isObjectType(type) && this.#schema.isSubType(wanted, type);
  }
}

function isObject(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
