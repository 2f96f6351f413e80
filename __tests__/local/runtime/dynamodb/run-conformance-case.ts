import { baseItems, createTables, type ConformanceCase } from './conformance-cases';

export type Call = (action: string, input: unknown) => Promise<unknown>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sets have no order and list answers of batches none either: both are sorted, so that answers can be compared. */
function normalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalise);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => {
        const isSet = ['SS', 'NS', 'BS'].includes(name) && Array.isArray(member);
        return [name, isSet ? [...(member as unknown[])].sort() : normalise(member)] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function outcome(call: Call, action: string, input: unknown): Promise<unknown> {
  try {
    return normalise(await call(action, input));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name, message, cancellationReasons, item } = error as Error & Record<string, unknown>;
    return normalise({
      error: name,
      message,
      ...(cancellationReasons !== undefined && { cancellationReasons }),
      ...(item !== undefined && { item }),
    });
  }
}

export async function resetTables(call: Call): Promise<void> {
  const { TableNames } = (await call('ListTables', {})) as { TableNames: readonly string[] };
  for (const { TableName } of createTables) {
    if (TableNames.includes(TableName)) await call('DeleteTable', { TableName });
  }
  for (const definition of createTables) await call('CreateTable', definition);
  for (const { table, item } of baseItems) await call('PutItem', { TableName: table, Item: item });
}

/** What of the item the read found differs from the item that was there: null for what is gone. */
function changes(found: unknown, key: unknown): unknown {
  if (!isObject(found) || !isObject(key)) return found;
  const before = baseItems.find(({ item }) => Object.entries(key).every(([name, value]) => same(item[name], value)));
  if (!before || !isObject(found.Item)) return found;
  const after = found.Item;
  const names = new Set([...Object.keys(before.item), ...Object.keys(after)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => !same(normalise(before.item[name]), after[name]))
      .sort()
      .map((name) => [name, after[name] ?? null]),
  );
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What the case answers, and what it changed of the item that is read behind it. */
export async function runConformanceCase(call: Call, { action, input, then }: ConformanceCase): Promise<unknown> {
  await resetTables(call);
  const answer = await outcome(call, action, input);
  if (!then) return { answer };
  return { answer, changed: changes(await outcome(call, then.action, then.input), then.input.Key) };
}
