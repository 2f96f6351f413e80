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

const answer = (field: string, given: Readonly<Record<string, unknown>>, value: unknown, at = 1) => ({
  ...{ at, apiId: 'api', field, value, deliveries: 0, arguments: given },
});
const created = (at = 1, expiresAt?: string) =>
  answer('createGroup', { name: 'Relay', hostId: 'h1', domain }, { id: groupId, expiresAt }, at);
const inGroup = (nodeId: string) => ({ groupId, domain, nodeId });

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
    expect(groups[0]?.ended).toBe('dissolved');
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

  describe('answers that go to no subscriber', () => {
    it('tell of a group, by what the caller gave where it did not select it', () => {
      const { groups, feed } = modelOf(created()).state();
      expect(groups).toEqual([
        {
          ...{ apiId: 'api', domain, groupId, name: 'Relay', hostId: 'h1', at: 1 },
          ...{ messages: 0, deliveries: 0, nodes: [] },
        },
      ]);
      expect(feed).toEqual([]);
    });

    it('tell of members that join, live on and leave', () => {
      const model = modelOf(
        created(),
        answer('joinGroup', inGroup('n1'), { id: 'n1' }, 2),
        answer('joinGroup', inGroup('n2'), { id: 'n2' }, 2),
        answer('sendMemberHeartbeat', inGroup('n1'), { expiresAt: '1970-01-01T00:01:00.000Z' }, 3),
      );
      expect(model.state().groups[0]?.nodes).toMatchObject([
        { nodeId: 'n1', at: 3, expiresAtMs: 60_000, reports: 0 },
        { nodeId: 'n2', at: 2 },
      ]);
      model.apply(answer('leaveGroup', inGroup('n2'), { peerId: 'n2' }, 4));
      expect(model.state().groups[0]?.nodes).toMatchObject([{ nodeId: 'n1' }]);
    });

    it.each([
      ['of another mutation', answer('createDomain', {}, 'd')],
      ['without a group', answer('createGroup', { domain }, { name: 'Relay' })],
      ['of a node that leaves an unknown group', answer('leaveGroup', inGroup('n1'), {})],
    ])('%s tell nothing', (_, told) => {
      expect(modelOf(told).state()).toEqual({ groups: [], feed: [] });
    });

    it('give events the name of their group, also when it is no longer known', () => {
      const model = modelOf(created(), publication({ groupId, domain, groupDissolve: { message: 'gone' } }));
      model.settle(60_000);
      expect(model.state()).toMatchObject({ groups: [], feed: [{ text: 'gone', groupName: 'Relay' }] });
    });
  });

  describe('the end of a group', () => {
    it('is shown for 30 seconds after it was dissolved, whatever still comes', () => {
      const model = modelOf(
        created(1000),
        publication({ groupId, domain, groupDissolve: { message: '' } }, 2000),
        answer('leaveGroup', inGroup('n1'), {}, 20_000),
      );
      model.settle(31_999);
      expect(model.state().groups).toMatchObject([{ ended: 'dissolved' }]);
      model.settle(32_000);
      expect(model.state().groups).toEqual([]);
    });

    it('comes when its time is over, and a renewal takes it back', () => {
      const model = modelOf(created(1000, '1970-01-01T00:01:00.000Z'));
      model.settle(59_999);
      expect(model.state().groups[0]).not.toHaveProperty('ended');
      model.settle(60_000);
      expect(model.state().groups[0]?.ended).toBe('expired');
      const renewed = { expiresAt: '1970-01-01T00:02:00.000Z' };
      model.apply(answer('renewHeartbeat', { groupId, domain, hostId: 'h1' }, renewed, 61_000));
      model.settle(119_999);
      expect(model.state().groups[0]).not.toHaveProperty('ended');
      model.settle(150_000);
      expect(model.state().groups).toEqual([]);
    });

    it('comes after five minutes without a sign of life where its time is not known', () => {
      const model = modelOf(publication(report('n1', 'k', 'v'), 1000));
      model.settle(300_999);
      expect(model.state().groups[0]).not.toHaveProperty('ended');
      model.settle(301_000);
      expect(model.state().groups[0]?.ended).toBe('expired');
    });

    it('leaves out a member whose membership is long over', () => {
      const model = modelOf(
        answer('joinGroup', inGroup('n1'), { expiresAt: '1970-01-01T00:00:10.000Z' }, 1000),
        answer('joinGroup', inGroup('n2'), {}, 1000),
      );
      model.settle(40_000);
      expect(model.state().groups[0]?.nodes).toMatchObject([{ nodeId: 'n2' }]);
    });
  });
});
