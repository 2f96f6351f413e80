import { actions } from './actions/actions';
import { Request } from './actions/request';
import { DynamodbError } from './dynamodb-error';
import { type DynamodbEngine, type DynamodbOptions, type TableDefinition } from './engine';
import { startExpiry } from './expiry';
import { Journal } from './persistence/journal';
import { JournaledDatabase } from './tables/journaled-database';

/** The tables of this process. Each action runs without a pause, so that actions never see each other half done. */
export class LocalEngine implements DynamodbEngine {
  readonly #database: JournaledDatabase;
  readonly #journal: Journal | undefined;
  readonly #stopExpiry: () => void;
  #closed = false;

  private constructor(database: JournaledDatabase, journal: Journal | undefined, options: DynamodbOptions) {
    this.#database = database;
    this.#journal = journal;
    const { clock, onBackgroundError } = options;
    this.#stopExpiry = startExpiry(database, clock, (error) => {
      const failure = error instanceof Error ? error : new Error(String(error));
      if (!onBackgroundError) throw failure;
      onBackgroundError(failure);
    });
  }

  static async open(options: DynamodbOptions): Promise<LocalEngine> {
    const database = new JournaledDatabase(() => options.clock.nowMs());
    const { directory } = options;
    if (directory === undefined) return new LocalEngine(database, undefined, options);
    const journal = await Journal.open({ directory, snapshot: () => database.snapshot() }, (record) =>
      database.restore(record),
    );
    database.record = (record) => journal.append(record);
    return new LocalEngine(database, journal, options);
  }

  async createTable(definition: TableDefinition): Promise<void> {
    this.#requireOpen();
    this.#database.define(definition);
    await this.#journal?.durable();
  }

  async call(action: string, input: unknown): Promise<unknown> {
    this.#requireOpen();
    const run = actions.get(action);
    if (!run) throw new DynamodbError('UnknownOperationException', `${action} is not answered on this machine`);
    const answer = run(this.#database, new Request(input));
    await this.#journal?.durable();
    return answer;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopExpiry();
    await this.#journal?.close();
  }

  #requireOpen(): void {
    if (this.#closed) throw new DynamodbError('InternalServerError', 'The tables are closed', { statusCode: 500 });
  }
}
