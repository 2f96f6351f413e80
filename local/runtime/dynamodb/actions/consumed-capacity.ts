import { type Request } from './request';

const choices = ['INDEXES', 'TOTAL', 'NONE'] as const;
const readUnitBytes = 4096;
const writeUnitBytes = 1024;

export interface CapacityUse {
  readonly table: string;
  readonly index?: { readonly name: string; readonly isGlobal: boolean };
  readonly units: number;
}

/** Read units of one read: half with eventual consistency, double in a transaction. */
export function readUnits(sizeBytes: number, factor: 0.5 | 1 | 2): number {
  return Math.max(Math.ceil(sizeBytes / readUnitBytes), 1) * factor;
}

export function writeUnits(sizeBytes: number, factor: 1 | 2 = 1): number {
  return Math.max(Math.ceil(sizeBytes / writeUnitBytes), 1) * factor;
}

/**
 * `ConsumedCapacity` as the request asks for it, an entry for each table. Writes to indexes are not counted.
 */
export function consumedCapacities(request: Request, uses: readonly CapacityUse[]): readonly object[] | undefined {
  const detail = request.choice('ReturnConsumedCapacity', choices, 'NONE');
  if (detail === 'NONE') return undefined;
  const tables = new Map<string, CapacityUse[]>();
  for (const use of uses) tables.set(use.table, [...(tables.get(use.table) ?? []), use]);
  return [...tables].map(([TableName, used]) => {
    const sum = (some: readonly CapacityUse[]) => some.reduce((total, { units }) => total + units, 0);
    const total = { TableName, CapacityUnits: sum(used) };
    if (detail === 'TOTAL') return total;
    const byIndex = (isGlobal: boolean) => {
      const entries = used.flatMap(({ index, units }) =>
        index?.isGlobal === isGlobal ? [[index.name, { CapacityUnits: units }] as const] : [],
      );
      return entries.length > 0 ? Object.fromEntries(entries) : undefined;
    };
    const [global, local] = [byIndex(true), byIndex(false)];
    return {
      ...total,
      Table: { CapacityUnits: sum(used.filter(({ index }) => !index)) },
      ...(global && { GlobalSecondaryIndexes: global }),
      ...(local && { LocalSecondaryIndexes: local }),
    };
  });
}

/** The member `ConsumedCapacity` of an answer about one table, to be spread into it. */
export function consumedCapacity(request: Request, use: CapacityUse): { readonly ConsumedCapacity?: object } {
  const [capacity] = consumedCapacities(request, [use]) ?? [];
  return capacity ? { ConsumedCapacity: capacity } : {};
}
