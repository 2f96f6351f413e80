import { type Adapter, type AdapterContext, type RunningService } from '../../../../local/runtime/adapters/adapter';
import { coverageOf } from '../../../../local/runtime/adapters/coverage';
import { ServiceKey, ServiceRegistry } from '../../../../local/runtime/adapters/service-registry';
import { closeServices, neededAdapters, startAdapters } from '../../../../local/runtime/adapters/start-adapters';
import { readDeployment } from '../../../../local/runtime/state/read-deployment';
import { resource, stateJson, TemporaryDirectory } from '../../../support/deployed-state';

// These adapters look at nothing in it.
const context = {} as AdapterContext;

/** Adapters that write down what happens to them. */
function recorder() {
  const log: string[] = [];
  const adapter = (name: string, needs: readonly string[] = [], start?: () => Promise<void>): Adapter => ({
    name,
    types: [`aws_${name}`],
    needs,
    start: async (context) => {
      log.push(`start ${name}`);
      context.keep({ close: () => Promise.resolve(void log.push(`close ${name}`)) });
      await start?.();
    },
  });
  return { log, adapter };
}

describe('neededAdapters', () => {
  const { adapter } = recorder();
  const names = (adapters: readonly Adapter[]) => adapters.map(({ name }) => name);

  it('takes those whose types are deployed, and what they need first, whatever the order of registration', () => {
    const all = [
      adapter('api', ['function', 'table']),
      adapter('function', ['table']),
      adapter('table'),
      adapter('queue'),
    ];
    expect(names(neededAdapters(all, new Set(['aws_api', 'aws_other'])))).toEqual(['table', 'function', 'api']);
    expect(names(neededAdapters(all, new Set(['aws_queue'])))).toEqual(['queue']);
    expect(neededAdapters(all, new Set(['aws_other']))).toEqual([]);
  });

  it('refuses a need that is not registered, and needs that go in a circle', () => {
    expect(() => neededAdapters([adapter('api', ['table'])], new Set(['aws_api']))).toThrow(
      'adapters: api needs table, which is not registered',
    );
    const circle = [adapter('a', ['b']), adapter('b', ['a'])];
    expect(() => neededAdapters(circle, new Set(['aws_a']))).toThrow('adapters: need each other: a -> b -> a');
  });
});

describe('startAdapters', () => {
  it('starts one after those it needs, without waiting for others', async () => {
    const { log, adapter } = recorder();
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const ordered = [
      adapter('slow', [], () => slow),
      adapter('table'),
      adapter('api', ['table'], () => Promise.resolve(release())),
    ];
    const services = await startAdapters(ordered, context);
    expect(log).toEqual(['start slow', 'start table', 'start api']);
    await closeServices(services);
    expect(log.indexOf('close api')).toBeLessThan(log.indexOf('close table'));
  });

  it('closes all that was started when one fails, and starts nothing that needs it', async () => {
    const { log, adapter } = recorder();
    const ordered = [
      adapter('table'),
      adapter('function', ['table'], () => Promise.reject(new Error('zip is gone'))),
      adapter('api', ['function']),
    ];
    await expect(startAdapters(ordered, context)).rejects.toThrow(/^zip is gone$/);
    expect(log).toEqual(['start table', 'start function', 'close function', 'close table']);
  });

  it('tells of every failure', async () => {
    const { adapter } = recorder();
    const fails = (text: string) => () => Promise.reject(new Error(text));
    await expect(
      startAdapters([adapter('a', [], fails('one')), adapter('b', [], fails('two'))], context),
    ).rejects.toThrow('Error: one\nError: two');
  });
});

describe('closeServices', () => {
  it('closes the others when one fails, and then tells of it', async () => {
    const closed: string[] = [];
    const service = (name: string, error?: Error): RunningService => ({
      close: () => {
        closed.push(name);
        return error === undefined ? Promise.resolve() : Promise.reject(error);
      },
    });
    await expect(closeServices([service('a'), service('b', new Error('stuck')), service('c')])).rejects.toThrow(
      'stuck',
    );
    expect(closed).toEqual(['c', 'b', 'a']);
  });
});

describe('closeServices of services that wait for each other', () => {
  it('closes the one that holds what the other waits for', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const worker = { close: () => Promise.resolve(release()) };
    const api = { close: () => held };
    await closeServices([worker, api], 10);
  });
});

describe('ServiceRegistry', () => {
  it('gives each runtime its own service of a kind, once', () => {
    const key = new ServiceKey<number>('tables');
    const [one, two] = [new ServiceRegistry(), new ServiceRegistry()];
    one.provide(key, 1);
    expect([one.find(key), two.find(key)]).toEqual([1, undefined]);
    expect(() => one.provide(key, 2)).toThrow('services: tables is provided twice');
  });
});

describe('coverageOf', () => {
  it('counts every resource once: run by an adapter, nothing to run, or unsupported', async () => {
    const directory = new TemporaryDirectory();
    const queues = {
      type: 'aws_sqs_queue',
      name: 'Jobs',
      instances: [1, 2].map((key) => ({ attributes: {}, index_key: key })),
    };
    const file = directory.write(
      'terraform.tfstate',
      stateJson([
        queues,
        resource('aws_iam_role', 'Role', {}),
        resource('aws_table', 'A', {}),
        resource('aws_mq_broker', 'A', {}),
      ]),
    );
    const deployment = await readDeployment({ stackDirectory: directory.path, state: { file } });
    directory.remove();
    expect(coverageOf([deployment, deployment], [recorder().adapter('table')])).toEqual({
      running: [{ type: 'aws_table', count: 2 }],
      inert: [{ type: 'aws_iam_role', count: 2, reason: 'permissions are not checked on this machine' }],
      unsupported: [
        { type: 'aws_mq_broker', count: 2 },
        { type: 'aws_sqs_queue', count: 4 },
      ],
    });
  });
});
