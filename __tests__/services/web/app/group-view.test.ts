import { emptyGroupView, withMembers, withMessage } from '../../../../services/web/app/app/mesh/group-view';
import { type MeshMessage } from '../../../../services/web/app/app/mesh/mesh-types';

const nothing: MeshMessage = { nodeStatus: null, batchEvent: null, groupDissolve: null };
const time = (second: number) => `2030-01-01T00:00:${String(second).padStart(2, '0')}.000Z`;
const report = (nodeId: string, key: string, value: string, second: number): MeshMessage => ({
  ...nothing,
  nodeStatus: { nodeId, data: [{ key, value }], timestamp: time(second) },
});

describe('view of a group', () => {
  it('lays the keys of a report over what is known', () => {
    const messages = [report('b', 'light', '1', 1), report('a', 'sound', '2', 2), report('b', 'heat', '3', 3)];
    const view = [...messages, report('b', 'light', '4', 4)].reduce(
      (before, message) => withMessage(before, message, time(9)),
      emptyGroupView,
    );
    expect(view.nodes).toEqual([
      { id: 'a', data: [{ key: 'sound', value: '2' }], reportedAt: time(2) },
      {
        id: 'b',
        data: [
          { key: 'light', value: '4' },
          { key: 'heat', value: '3' },
        ],
        reportedAt: time(4),
      },
    ]);
    expect(view.lines.map(({ number, text }) => [number, text])).toEqual([
      [1, 'light = 1'],
      [2, 'sound = 2'],
      [3, 'heat = 3'],
      [4, 'light = 4'],
    ]);
  });

  it('keeps a newer value when an older report is read afterwards', () => {
    const live = withMessage(emptyGroupView, report('a', 'light', 'new', 5), time(9));
    const data = [
      { key: 'light', value: 'old' },
      { key: 'sound', value: 'quiet' },
    ];
    const view = withMembers(live, ['a', 'b'], [{ nodeId: 'a', data, timestamp: time(1) }]);
    expect(view.nodes).toEqual([
      {
        id: 'a',
        data: [
          { key: 'light', value: 'new' },
          { key: 'sound', value: 'quiet' },
        ],
        reportedAt: time(5),
      },
      { id: 'b', data: [], reportedAt: undefined },
    ]);
  });

  it('shows each event of a batch in its order, and the end', () => {
    const event = { firedByNodeId: 'a', timestamp: time(1) };
    const batchEvent = {
      events: [
        { ...event, name: 'start', payload: null },
        { ...event, name: 'go', payload: 'left' },
      ],
      timestamp: time(2),
    };
    const fired = withMessage(emptyGroupView, { ...nothing, batchEvent }, time(9));
    const view = withMessage(fired, { ...nothing, groupDissolve: { message: 'gone' } }, time(9));
    expect(view.lines.map(({ text }) => text)).toEqual(['start', 'go: left', 'The group was dissolved.']);
    expect([fired.isDissolved, view.isDissolved]).toEqual([false, true]);
    expect(withMessage(view, nothing, time(9))).toBe(view);
  });

  it('keeps the newest 100 lines and at most 200 nodes', () => {
    const view = Array.from({ length: 250 }, (_, index) => report(`node-${index}`, 'k', String(index), 1)).reduce(
      (before, message) => withMessage(before, message, time(9)),
      emptyGroupView,
    );
    expect(view.nodes).toHaveLength(200);
    expect(view.lines.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, index) => 151 + index));
  });
});
