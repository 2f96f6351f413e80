import { TaskAddresses } from '../../../../local/runtime/ecs/task-addresses';

describe('TaskAddresses', () => {
  it('gives each task an address of its own, with the ports as they are', async () => {
    const addresses = new TaskAddresses(0, () => Promise.resolve(true));
    const first = await addresses.take([8080]);
    const second = await addresses.take([8080]);
    expect([first.host, second.host]).toEqual(['127.64.0.2', '127.64.0.3']);
    expect([first.portOf(8080), first.remapped]).toEqual([8080, false]);
  });

  it('passes over addresses whose ports another process has', async () => {
    const taken = (host: string, port: number) => host === '127.64.0.2' && port === 9090;
    const addresses = new TaskAddresses(0, (host, port) => Promise.resolve(!taken(host, port)));
    expect((await addresses.take([8080, 9090])).host).toBe('127.64.0.3');
  });

  it.each([253 * 256, 2 ** 22 - 1, 2 ** 22 + 5])('stays within 127.64.0.0/10 from number %d on', async (first) => {
    const { host } = await new TaskAddresses(first, () => Promise.resolve(true)).take([]);
    const [net, second = 0, third = 0, last = 0] = host.split('.').map(Number);
    expect(net).toBe(127);
    expect(second >= 64 && second <= 127 && third <= 255 && last >= 2 && last <= 254).toBe(true);
  });

  it('gives free ports of 127.0.0.1 where the machine has no more addresses', async () => {
    const addresses = new TaskAddresses(0, (host) => Promise.resolve(host === '127.0.0.1'));
    const [first, second] = [await addresses.take([8080]), await addresses.take([8080])];
    expect([first.host, first.remapped]).toEqual(['127.0.0.1', true]);
    expect(first.portOf(8080)).toBeGreaterThan(1023);
    expect(second.portOf(8080)).not.toBe(first.portOf(8080));
  });
});
