/** What `operations.*` make: an instruction for one attribute of an update. */
export type Operation =
  | { readonly type: 'OPERATION_ADD' | 'OPERATION_REPLACE'; readonly value: unknown }
  | { readonly type: 'OPERATION_REMOVE' }
  | { readonly type: 'OPERATION_INCREMENT' | 'OPERATION_DECREMENT'; readonly by: number }
  | { readonly type: 'OPERATION_APPEND' | 'OPERATION_PREPEND'; readonly items: readonly unknown[] }
  | { readonly type: 'OPERATION_UPDATE_LIST_ITEM'; readonly item: unknown; readonly index: number };

const made = new WeakSet<object>();

/** `operations` of `@aws-appsync/utils/dynamodb`; see "Built-in modules" of the AppSync guide for what each does. */
export const operations = {
  add: (value: unknown) => operation({ type: 'OPERATION_ADD', value }),
  replace: (value: unknown) => operation({ type: 'OPERATION_REPLACE', value }),
  remove: () => operation({ type: 'OPERATION_REMOVE' }),
  increment: (by = 1) => operation({ type: 'OPERATION_INCREMENT', by }),
  decrement: (by = 1) => operation({ type: 'OPERATION_DECREMENT', by }),
  append: (items: readonly unknown[]) => operation({ type: 'OPERATION_APPEND', items }),
  prepend: (items: readonly unknown[]) => operation({ type: 'OPERATION_PREPEND', items }),
  updateListItem: (item: unknown, index: number) => operation({ type: 'OPERATION_UPDATE_LIST_ITEM', item, index }),
};

/** True for what `operations.*` made, false for data that merely looks like it. */
export function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && made.has(value);
}

function operation(instruction: Operation): Operation {
  made.add(instruction);
  return instruction;
}
