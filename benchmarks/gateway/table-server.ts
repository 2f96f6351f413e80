import { createServer } from 'node:http';
import { systemClock } from '../../local/runtime/clock';
import { openDynamodb } from '../../local/runtime/dynamodb/engine';
import { dynamodbHandler } from '../../local/runtime/dynamodb/http';

/** DynamoDB on this machine with one empty table, `TABLE_NAME`, on `PORT` of 127.0.0.1. */
async function main(): Promise<void> {
  const engine = await openDynamodb({ clock: systemClock });
  await engine.createTable({
    name: process.env.TABLE_NAME ?? '',
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
  });
  const onError = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
  createServer(dynamodbHandler(engine, onError)).listen(Number(process.env.PORT), '127.0.0.1');
}

void main();
