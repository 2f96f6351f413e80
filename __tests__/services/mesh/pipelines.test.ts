import type { HandlerOutcome } from '../../support/appsync-code';
import { loadMeshCode, nowSeconds, storedGroup } from './mesh-handlers';

/**
 * Runs a pipeline resolver as AppSync does: each function gets what the one before it gave, an early return in a request
 * handler goes on with the next function, an error ends all. `answers` are the data source's, one for each call.
 */
function runPipeline(field: string, functions: readonly string[], args: Record<string, unknown>, answers: unknown[]) {
  const stash: Record<string, unknown> = {};
  let prev: unknown = {};
  let calls = 0;
  for (const name of functions) {
    const code = loadMeshCode(`functions/${name}`);
    let outcome: HandlerOutcome = code.request({ args, stash, prev });
    if ('value' in outcome) {
      const result = answers[calls];
      calls += 1;
      outcome = code.response({ args, stash, prev, result });
    }
    if ('error' in outcome) return { outcome, calls };
    prev = 'value' in outcome ? outcome.value : outcome.earlyReturn;
  }
  return { outcome: loadMeshCode(`resolvers/${field}`).response({ args, stash, prev }), calls };
}

describe('the pipeline of', () => {
  const group = { groupId: 'g1', domain: 'd1' };
  const page = (...items: unknown[]) => ({ items });

  it('createGroup answers the live group of the host, without a write', () => {
    const args = { name: '', hostId: 'host-1', domain: 'd1', maxConnectionTimeSeconds: 9999, useWebSocket: true };
    const { outcome, calls } = runPipeline('Mutation.createGroup', ['findLiveGroup', 'putGroup'], args, [
      page(storedGroup),
    ]);
    expect(outcome).toMatchObject({ value: { id: 'g1', name: 'Class 1', useWebSocket: false } });
    expect(calls).toBe(1);
  });

  it('createGroup answers the new group when there is none', () => {
    const args = { name: 'New', hostId: 'host-1', domain: 'd1', useWebSocket: true };
    const created = { ...storedGroup, id: 'g2', name: 'New' };
    const { outcome, calls } = runPipeline('Mutation.createGroup', ['findLiveGroup', 'putGroup'], args, [
      page(),
      created,
    ]);
    expect(outcome).toMatchObject({ value: { id: 'g2', name: 'New', heartbeatIntervalSeconds: 15 } });
    expect(calls).toBe(2);
  });

  it('getNodeStatus answers null for a node in no group, after one read', () => {
    const functions = ['findMembership', 'getStatus'];
    const run = (...answers: unknown[]) => runPipeline('Query.getNodeStatus', functions, { nodeId: 'n1' }, answers);
    expect(run(null)).toEqual({ outcome: { value: null }, calls: 1 });
    const status = { nodeId: 'n1', ...group, data: [], timestamp: 't' };
    expect(run({ ...group, ttl: nowSeconds + 1 }, status)).toEqual({ outcome: { value: status }, calls: 2 });
    expect(run({ ...group, ttl: nowSeconds + 1 }, null)).toEqual({ outcome: { value: null }, calls: 2 });
  });

  it('pollGroupData answers both parts, and refuses what listGroupStatuses refuses', () => {
    const run = (args: Record<string, unknown>) =>
      runPipeline('Query.pollGroupData', ['listEvents', 'listStatuses'], args, [
        page({ sk: 'EVENT#1', eventName: 'go' }),
        page({ sk: 'GROUP#g1#NODE#n1#STATUS', nodeId: 'n1', data: [] }),
      ]).outcome;
    expect(run({ ...group, since: '' })).toMatchObject({
      value: { events: [{ name: 'go', cursor: 'EVENT#1' }], nodeStatuses: [{ nodeId: 'n1' }] },
    });
    expect(run({ ...group, groupId: '', since: '' })).toEqual({
      error: { message: 'groupId and domain are required', errorType: 'ValidationError' },
    });
  });

  it.each([
    ['Mutation.joinGroup', 'putMembership'],
    ['Mutation.renewHeartbeat', 'renewGroup'],
    ['Mutation.sendMemberHeartbeat', 'renewMembership'],
    ['Mutation.reportDataByNode', 'putStatus'],
    ['Mutation.fireEventsByNode', 'broadcastEvents'],
  ])('%s ends at a group that is not there, before it writes', (field, action) => {
    expect(runPipeline(field, ['requireLiveGroup', action], group, [null])).toEqual({
      outcome: { error: { message: 'Group not found: g1@d1', errorType: 'GroupNotFound' } },
      calls: 1,
    });
  });

  it("joinGroup answers the group's own end", () => {
    const args = { ...group, nodeId: 'n1' };
    const { outcome } = runPipeline('Mutation.joinGroup', ['requireLiveGroup', 'putMembership'], args, [
      storedGroup,
      {},
    ]);
    expect(outcome).toMatchObject({ value: { id: 'n1', expiresAt: storedGroup.expiresAt } });
  });
});
