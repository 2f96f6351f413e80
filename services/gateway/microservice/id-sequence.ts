import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { counterKey } from './item-keys';

interface Waiter {
  readonly resolve: (id: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Ids from a counter in the table: whole numbers from 1 up, each given once, also between processes and after
 * records were deleted. An id whose record could not be written leaves a gap. One write takes the ids of all that
 * wait.
 */
export class IdSequence {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  #waiters: Waiter[] = [];
  #running = false;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  next(): Promise<number> {
    const id = new Promise<number>((resolve, reject) => this.#waiters.push({ resolve, reject }));
    if (!this.#running) void this.#run();
    return id;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiters.length > 0) {
      const waiters = this.#waiters;
      this.#waiters = [];
      try {
        const first = (await this.#take(waiters.length)) - waiters.length + 1;
        waiters.forEach(({ resolve }, index) => resolve(first + index));
      } catch (error) {
        for (const { reject } of waiters) reject(error);
      }
    }
    this.#running = false;
  }

  async #take(count: number): Promise<number> {
    const { Attributes: counter } = await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: counterKey,
        UpdateExpression: 'ADD lastId :count',
        ExpressionAttributeValues: { ':count': count },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    const lastId: unknown = counter?.lastId;
    if (typeof lastId === 'number') return lastId;
    throw new Error(`${this.#tableName}: the counter's lastId must be a number, got ${JSON.stringify(lastId)}`);
  }
}
