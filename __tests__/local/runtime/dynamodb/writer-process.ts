import { openDynamodb } from '../../../../local/runtime/dynamodb/engine';
import { systemClock } from '../../../../local/runtime/clock';

/**
 * Writes pairs of items without end, several at once, and prints the number of a pair once both are acknowledged.
 * Arguments: directory, first number.
 */
async function main(): Promise<void> {
  const [directory = '', first = '0'] = process.argv.slice(2);
  const engine = await openDynamodb({ directory, clock: systemClock });
  await engine.createTable({ name: 'Pairs', partitionKey: { name: 'id', type: 'S' } });
  let next = Number(first);
  const write = async (): Promise<never> => {
    for (;;) {
      const pair = next++;
      await engine.call('TransactWriteItems', {
        TransactItems: ['a', 'b'].map((half) => ({
          Put: { TableName: 'Pairs', Item: { id: { S: `${pair}${half}` }, text: { S: 'x'.repeat(300) } } },
        })),
      });
      process.stdout.write(`${pair}\n`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, write));
}

void main();
