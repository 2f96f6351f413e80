import { MeshModel } from '../../../local/console/mesh-model';

const groupId = 'g1';
const domain = 'd1';

const publication = (value: unknown, at = 1, field = 'reportDataByNode') => ({
  at,
  apiId: 'api',
  field,
  value,
  deliveries: 3,
});
const report = (nodeId: string, key: string, value: string, group = groupId) => ({
  ...{ groupId: group, domain, nodeStatus: { nodeId, groupId: group, domain, data: [{ key, value }] } },
});

const modelOf = (...publications: readonly ReturnType<typeof publication>[]): MeshModel => {
  const model = new MeshModel();
  for (const entry of publications) model.apply(entry);
  return model;
};

describe('MeshModel', () => {
  it('replaces a node’s values by its next report instead of merging them', () => {
    const { groups } = modelOf(publication(report('n1', 'a', '1')), publication(report('n1', 'b', '2'), 7)).state();
    expect(groups).toMatchObject([{ groupId, domain, messages: 2, deliveries: 6, at: 7 }]);
    expect(groups[0]?.nodes).toEqual([
      { nodeId: 'n1', data: [{ key: 'b', value: '2' }], at: 7, reports: 2, events: 0 },
    ]);
  });

  it('lists events newest first and counts them for their sender', () => {
    const events = [{ name: 'first', payload: 'p' }, { name: 'second' }];
    const { groups, feed } = modelOf(
      publication({ groupId, domain, batchEvent: { firedByNodeId: 'n1', events } }, 1, 'fireEventsByNode'),
    ).state();
    expect(feed.map(({ text, nodeId }) => [text, nodeId])).toEqual([
      ['second', 'n1'],
      ['first p', 'n1'],
    ]);
    expect(groups[0]?.nodes[0]).toMatchObject({ nodeId: 'n1', events: 2, reports: 0 });
  });

  it('marks a dissolved group', () => {
    const { groups, feed } = modelOf(publication({ groupId, domain, groupDissolve: { message: 'gone' } })).state();
    expect(groups[0]?.dissolved).toBe(true);
    expect(feed[0]?.text).toBe('gone');
  });

  it.each([
    ['of another shape', { id: 1 }],
    ['without the group', { nodeStatus: { nodeId: 'n1', data: [] } }],
    ['that is null', null],
  ])('shows a publication %s as it is', (_, value) => {
    const { groups, feed } = modelOf(publication(value)).state();
    expect(groups).toEqual([]);
    expect(feed).toMatchObject([{ text: JSON.stringify(value), groupId: '' }]);
  });

  it('keeps 200 groups, and lets the longest silent one go', () => {
    const model = modelOf();
    for (let index = 0; index < 201; index++)
      model.apply(publication(report('n', 'k', 'v', `g${index}`), 1000 - index));
    const ids = model.state().groups.map((group) => group.groupId);
    expect(ids).toHaveLength(200);
    expect(ids).not.toContain('g200');
  });

  it('keeps 200 nodes a group and 100 events', () => {
    const model = modelOf();
    for (let index = 0; index < 250; index++) {
      model.apply(publication(report(`n${index}`, 'k', 'v')));
      model.apply(publication({ other: index }));
    }
    expect(model.state().groups[0]?.nodes).toHaveLength(200);
    expect(model.state().feed).toHaveLength(100);
  });

  it('goes on from a state as if it had seen what led to it', () => {
    const before = modelOf(publication(report('n1', 'a', '1')), publication({ other: 1 }));
    const copy = new MeshModel(before.state());
    const next = publication({ other: 2 }, 9);
    before.apply(next);
    copy.apply(next);
    expect(copy.state()).toEqual(before.state());
  });
});
