import { type RuntimeEvent } from '../../local/runtime/events';
import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import { type Group, joinGroup } from '../support/mesh-endpoint-operations';

type LogEvent = RuntimeEvent & { readonly kind: 'log' };

describeEndpoint('the log of protocols', () => {
  let endpoint: MeshEndpoint;
  const lines: LogEvent[] = [];
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
    endpoint.runtime.events.subscribe((event) => {
      if (event.kind === 'log' && /WebSocket|Polling|unknown/.test(event.message)) lines.push(event);
    });
  });
  afterAll(() => endpoint.close());
  beforeEach(() => void lines.splice(0));

  const of = ({ id, domain }: Group) => ({ groupId: id, domain });

  it.each([
    [true, 'WebSocket', 'info'],
    [false, 'Polling', 'error'],
  ])('a new group with useWebSocket %p is one line of %s at level %s', async (useWebSocket, protocol, level) => {
    const group = await endpoint.group({ useWebSocket });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level, source: expect.stringMatching(/^\/aws\/appsync\/apis\//) as string });
    for (const part of [group.id, group.domain, protocol]) expect(lines[0]?.message).toContain(part);
  });

  it('a call that finds a live group is no line', async () => {
    const group = await endpoint.group();
    lines.splice(0);
    await endpoint.group({ ...group });
    expect(lines).toEqual([]);
  });

  it.each([
    [true, 'WebSocket', 'info'],
    [false, 'Polling', 'error'],
    [null, 'unknown', 'info'],
    [undefined, 'unknown', 'info'],
  ])('a join with useWebSocket %p is one line of %s at level %s', async (useWebSocket, protocol, level) => {
    const group = await endpoint.group();
    lines.splice(0);
    await endpoint.client.call(joinGroup, { ...of(group), nodeId: 'node-7', useWebSocket });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.level).toBe(level);
    for (const part of [group.id, 'node-7', protocol]) expect(lines[0]?.message).toContain(part);
  });
});
