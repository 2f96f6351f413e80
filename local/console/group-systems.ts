import { type ConsoleSystem } from './protocol';

/** A system with all that its stacks have. */
export interface SystemGroup extends Omit<ConsoleSystem, 'stackId' | 'system'> {
  /** `gateway`, or the id of the stack where there is only one, `mesh-stg`. */
  readonly title: string;
  readonly stackIds: readonly string[];
}

/** The stacks of each system together, in the order of appearance; a type that nothing runs is named once a system. */
export function groupSystems(stacks: readonly ConsoleSystem[]): readonly SystemGroup[] {
  const names = [...new Set(stacks.map(({ system }) => system))];
  return names.flatMap((name) => {
    const own = stacks.filter(({ system }) => system === name);
    const [first, ...others] = own;
    if (first === undefined) return [];
    const unsupported = new Map<string, number>();
    for (const { type, count } of own.flatMap((stack) => stack.unsupported)) {
      unsupported.set(type, (unsupported.get(type) ?? 0) + count);
    }
    return {
      title: others.length === 0 ? first.stackId : name,
      stage: first.stage,
      stackIds: own.map(({ stackId }) => stackId),
      resources: own.flatMap(({ resources }) => resources),
      endpoints: own.flatMap(({ endpoints }) => endpoints),
      apis: own.flatMap(({ apis }) => apis),
      unsupported: [...unsupported].map(([type, count]) => ({ type, count })),
    };
  });
}
