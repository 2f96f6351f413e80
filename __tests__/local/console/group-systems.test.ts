import { groupSystems } from '../../../local/console/group-systems';
import { type ConsoleSystem } from '../../../local/console/protocol';

describe('groupSystems', () => {
  const stack = (system: string, stackId: string, rest: Partial<ConsoleSystem> = {}): ConsoleSystem => ({
    ...{ system, stage: 'stg', stackId, resources: [], endpoints: [], apis: [], unsupported: [] },
    ...rest,
  });
  const bucket = 'aws_s3_bucket';

  it('puts the stacks of a system together and names it by the system', () => {
    const endpoint = { label: 'HTTPS 443', url: 'http://localhost:8000', name: 'gateway-public-stg' };
    const groups = groupSystems([
      stack('gateway', 'gateway-network-stg', { resources: [{ path: 'a', type: 't', id: '1' }] }),
      stack('mesh', 'mesh-stg'),
      stack('gateway', 'gateway-proxy-stg', { endpoints: [endpoint], resources: [{ path: 'b', type: 't', id: '2' }] }),
    ]);
    expect(groups).toMatchObject([
      {
        ...{ title: 'gateway', stackIds: ['gateway-network-stg', 'gateway-proxy-stg'], endpoints: [endpoint] },
        resources: [{ path: 'a' }, { path: 'b' }],
      },
      { title: 'mesh-stg', stackIds: ['mesh-stg'] },
    ]);
  });

  it('names a type that nothing runs once, with the sum of its resources', () => {
    const [group] = groupSystems([
      stack('gateway', 'gateway-a-stg', { unsupported: [{ type: bucket, count: 1 }] }),
      stack('gateway', 'gateway-b-stg', { unsupported: [{ type: bucket, count: 2 }] }),
    ]);
    expect(group?.unsupported).toEqual([{ type: bucket, count: 3 }]);
  });
});
