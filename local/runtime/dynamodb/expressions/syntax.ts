/** Attribute names and list indexes from the top of the item, at least one. As parsed, `#name` is a placeholder. */
export type Path = readonly (string | number)[];

/** `V` is the `:name` of a value as parsed, and the value itself once bound. */
export type Operand<V> =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: V }
  | { readonly kind: 'size'; readonly operand: Operand<V> };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ConditionFunction =
  'attribute_exists' | 'attribute_not_exists' | 'attribute_type' | 'begins_with' | 'contains';

export type Condition<V> =
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand<V>; readonly right: Operand<V> }
  | { readonly kind: 'between'; readonly operand: Operand<V>; readonly low: Operand<V>; readonly high: Operand<V> }
  | { readonly kind: 'in'; readonly operand: Operand<V>; readonly choices: readonly Operand<V>[] }
  | { readonly kind: 'function'; readonly name: ConditionFunction; readonly operands: readonly Operand<V>[] }
  | { readonly kind: 'and' | 'or'; readonly left: Condition<V>; readonly right: Condition<V> }
  | { readonly kind: 'not'; readonly condition: Condition<V> };

export type SetValue<V> =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: V }
  | { readonly kind: 'plus' | 'minus'; readonly left: SetValue<V>; readonly right: SetValue<V> }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: SetValue<V> }
  | { readonly kind: 'list_append'; readonly left: SetValue<V>; readonly right: SetValue<V> };

export interface Update<V> {
  readonly set: readonly { readonly path: Path; readonly value: SetValue<V> }[];
  readonly remove: readonly Path[];
  readonly add: readonly { readonly path: Path; readonly value: V }[];
  readonly delete: readonly { readonly path: Path; readonly value: V }[];
}
