import { systemClock } from '../../../../local/runtime/clock';
import { openDynamodb, type DynamodbEngine } from '../../../../local/runtime/dynamodb/engine';
import { seededRandom } from '../../../support/seeded-random';

interface ModelItem {
  readonly pk: string;
  readonly sk: number;
  readonly group?: string;
  readonly amount: number;
}

const operations = 3000;

/** The same table as a plain list, searched from end to end. */
class Model {
  items: readonly ModelItem[] = [];

  find(pk: string, sk: number): ModelItem | undefined {
    return this.items.find((item) => item.pk === pk && item.sk === sk);
  }

  put(item: ModelItem): void {
    this.delete(item.pk, item.sk);
    this.items = [...this.items, item];
  }

  delete(pk: string, sk: number): void {
    this.items = this.items.filter((item) => item.pk !== pk || item.sk !== sk);
  }
}

const wire = ({ pk, sk, group, amount }: ModelItem) => ({
  pk: { S: pk },
  sk: { N: String(sk) },
  ...(group !== undefined && { group: { S: group } }),
  amount: { N: String(amount) },
});

async function queryAll(engine: DynamodbEngine, input: object, Limit: number): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  let start: unknown;
  do {
    const page = (await engine.call('Query', { TableName: 'T', ...input, Limit, ExclusiveStartKey: start })) as {
      Items: readonly unknown[];
      LastEvaluatedKey?: unknown;
    };
    found.push(...page.Items);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}

describe('the engine beside a naive model', () => {
  it.each([1, 2, 3, 4])('agrees after each of many random operations, seed %d', async (seed) => {
    const random = seededRandom(seed);
    const below = (bound: number) => Math.floor(random() * bound);
    const engine = await openDynamodb({ clock: systemClock });
    const model = new Model();
    await engine.createTable({
      name: 'T',
      partitionKey: { name: 'pk', type: 'S' },
      sortKey: { name: 'sk', type: 'N' },
      globalSecondaryIndexes: [
        { name: 'G', partitionKey: { name: 'group', type: 'S' }, sortKey: { name: 'amount', type: 'N' } },
      ],
    });
    for (let step = 0; step < operations; step++) {
      const [pk, sk, group] = [`p${below(4)}`, below(60) - 30, `g${below(3)}`];
      const key = { pk: { S: pk }, sk: { N: String(sk) } };
      const before = model.find(pk, sk);
      switch (below(6)) {
        case 0: {
          const item = { pk, sk, amount: below(50), ...(below(2) === 0 && { group }) };
          model.put(item);
          await engine.call('PutItem', { TableName: 'T', Item: wire(item) });
          break;
        }
        case 1:
          model.delete(pk, sk);
          await engine.call('DeleteItem', { TableName: 'T', Key: key });
          break;
        case 2: {
          if (before) model.put({ ...before, amount: before.amount + 7, group });
          const updated = engine.call('UpdateItem', {
            TableName: 'T',
            Key: key,
            UpdateExpression: 'SET #g = :g ADD amount :n',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#g': 'group' },
            ExpressionAttributeValues: { ':g': { S: group }, ':n': { N: '7' } },
          });
          if (before) await updated;
          else await expect(updated).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
          break;
        }
        case 3: {
          const [low, high] = [below(30) - 30, below(30)];
          const forward = below(2) === 0;
          const expected = model.items
            .filter((item) => item.pk === pk && item.sk >= low && item.sk <= high)
            .sort((a, b) => (forward ? a.sk - b.sk : b.sk - a.sk));
          const input = {
            KeyConditionExpression: 'pk = :p AND sk BETWEEN :l AND :h',
            ExpressionAttributeValues: { ':p': { S: pk }, ':l': { N: String(low) }, ':h': { N: String(high) } },
            ScanIndexForward: forward,
          };
          expect(await queryAll(engine, input, below(5) + 1)).toEqual(expected.map(wire));
          break;
        }
        case 4: {
          const bound = below(60);
          const expected = model.items.filter((item) => item.group === group && item.amount > bound);
          const found = await queryAll(
            engine,
            {
              IndexName: 'G',
              KeyConditionExpression: '#g = :g AND amount > :a',
              ExpressionAttributeNames: { '#g': 'group' },
              ExpressionAttributeValues: { ':g': { S: group }, ':a': { N: String(bound) } },
            },
            below(5) + 1,
          );
          // The service leaves the order of equal index keys open.
          const sorted = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).sort();
          expect(found.map((item) => Number((item as ReturnType<typeof wire>).amount.N))).toEqual(
            expected.map(({ amount }) => amount).sort((a, b) => a - b),
          );
          const shape = (item: unknown) => {
            const { pk: p, sk: s, group: g, amount: a } = item as ReturnType<typeof wire> & { group?: object };
            return { p, s, g, a };
          };
          expect(sorted(found.map(shape))).toEqual(sorted(expected.map(wire).map(shape)));
          break;
        }
        default:
          expect(await engine.call('GetItem', { TableName: 'T', Key: key })).toEqual(
            before ? { Item: wire(before) } : {},
          );
      }
    }
    expect(await engine.call('Scan', { TableName: 'T', Select: 'COUNT' })).toMatchObject({ Count: model.items.length });
    await engine.close();
  });
});
