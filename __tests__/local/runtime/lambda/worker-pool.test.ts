import { type BorrowedWorker, type PooledWorker, WorkerPool } from '../../../../local/runtime/lambda/worker-pool';
import { type FunctionError } from '../../../../local/runtime/lambda/worker-protocol';
import { ManualClock } from '../../../support/manual-clock';

class TestWorker implements PooledWorker {
  usable = true;
  terminated = false;
  readonly ready: Promise<FunctionError | undefined>;
  started: (error?: FunctionError) => void = () => undefined;

  constructor(readonly exit: () => void) {
    this.ready = new Promise((resolve) => (this.started = resolve));
  }

  terminate(): Promise<void> {
    this.usable = false;
    this.terminated = true;
    return Promise.resolve();
  }
}

describe('WorkerPool', () => {
  let clock: ManualClock;
  let made: TestWorker[];
  let pool: WorkerPool<TestWorker>;
  beforeEach(() => {
    clock = new ManualClock();
    made = [];
    pool = new WorkerPool({
      maxWorkers: 3,
      idleMs: 1000,
      clock,
      create: (onExit) => {
        const worker = new TestWorker(onExit);
        made.push(worker);
        return worker;
      },
    });
  });

  const worker = (index: number): TestWorker => {
    const found = made[index];
    if (found === undefined) throw new Error(`worker ${index} was not made`);
    return found;
  };
  const use = async (borrowing: Promise<BorrowedWorker<TestWorker> | FunctionError>) => {
    const borrowed = await borrowing;
    if (!('worker' in borrowed)) throw new Error(borrowed.errorMessage);
    return borrowed;
  };

  it('starts one worker after the other while some wait, up to maxWorkers', async () => {
    const borrowings = [1, 2, 3, 4].map(() => pool.borrow());
    expect(made).toHaveLength(1);
    for (const [index, borrowing] of borrowings.slice(0, 3).entries()) {
      worker(index).started();
      await use(borrowing);
    }
    expect(made).toHaveLength(3);
    expect(pool.waiting).toBe(1);
  });

  it('tells the time of the start to the first use only', async () => {
    const first = pool.borrow();
    clock.advance(250);
    worker(0).started();
    const borrowed = await use(first);
    expect(borrowed.initMs).toBe(250);
    borrowed.release(true);
    expect((await use(pool.borrow())).initMs).toBeUndefined();
  });

  it('hands out no idle worker that is about to end', async () => {
    const first = pool.borrow();
    worker(0).started();
    (await use(first)).release(true);
    worker(0).usable = false;
    const second = pool.borrow();
    expect(made).toHaveLength(2);
    worker(1).started();
    expect((await use(second)).worker).toBe(worker(1));
  });

  it('keeps no worker that comes back broken', async () => {
    const first = pool.borrow();
    worker(0).started();
    (await use(first)).release(false);
    expect(worker(0).terminated).toBe(true);
    worker(0).exit();
    expect(pool.size).toBe(0);
  });

  it('uses the worker that was used last, so that the others can end', async () => {
    const borrowings = [pool.borrow(), pool.borrow()];
    const used: BorrowedWorker<TestWorker>[] = [];
    for (const [index, borrowing] of borrowings.entries()) {
      worker(index).started();
      used.push(await use(borrowing));
    }
    for (const { release } of used) release(true);
    clock.advance(600);
    const again = await use(pool.borrow());
    expect(again.worker).toBe(worker(1));
    again.release(true);
    clock.advance(400);
    expect(made.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it('gives the error of a start to one caller, and tries again for the next', async () => {
    const borrowings = [pool.borrow(), pool.borrow()];
    const error = { errorType: 'Error', errorMessage: 'at load' };
    worker(0).started(error);
    expect(await borrowings[0]).toBe(error);
    expect(worker(0).terminated).toBe(true);
    worker(1).started();
    expect(await borrowings[1]).toMatchObject({ worker: worker(1) });
  });

  it('ends all workers at close and answers who waits', async () => {
    const borrowings = [pool.borrow(), pool.borrow()];
    worker(0).started();
    await use(borrowings[0] ?? pool.borrow());
    await pool.close();
    expect(made.map(({ terminated }) => terminated)).toEqual([true, true]);
    expect(await borrowings[1]).toMatchObject({ errorType: 'Runtime.Closed' });
    expect(await pool.borrow()).toMatchObject({ errorType: 'Runtime.Closed' });
    expect(clock.pending()).toBe(0);
  });
});
