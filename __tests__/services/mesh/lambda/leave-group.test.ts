import { groupItem, membershipItems, MeshFixture, statusItem } from './mesh-fixture';

describe('leaveGroup', () => {
  const args = { groupId: 'g1', domain: 'd1', nodeId: 'n1' };
  const reply = { peerId: 'n1', groupId: 'g1', domain: 'd1', message: 'Peer n1 successfully left group g1' };

  it('removes membership, reverse item and status of the node, and nothing else', async () => {
    const mesh = new MeshFixture();
    await mesh.put(groupItem('g1', 'd1'), statusItem('g1', 'd1', 'n1'), statusItem('g1', 'd1', 'n2'));
    await mesh.put(...membershipItems('g1', 'd1', 'n1'), ...membershipItems('g1', 'd1', 'n2'));
    await expect(mesh.call('leaveGroup', args)).resolves.toEqual(reply);
    expect(mesh.database.operations()).toEqual(['TransactWriteItems', 'DeleteItem']);
    expect(mesh.database.keys()).toEqual({
      'DOMAIN#d1': ['GROUP#g1#METADATA', 'GROUP#g1#NODE#n2', 'GROUP#g1#NODE#n2#STATUS'],
      'NODE#n2': ['METADATA'],
    });
  });

  it('removes the reverse item even if it leads to another group', async () => {
    const mesh = new MeshFixture();
    await mesh.put(...membershipItems('g1', 'd1', 'n1'), ...membershipItems('g2', 'd1', 'n1'));
    await mesh.call('leaveGroup', args);
    expect(mesh.database.keys()).toEqual({ 'DOMAIN#d1': ['GROUP#g2#NODE#n1'] });
  });

  it('succeeds without group or membership', async () => {
    await expect(new MeshFixture().call('leaveGroup', args)).resolves.toEqual(reply);
  });

  const conflicts = (mesh: MeshFixture, times: number, Code: string) => {
    let left = times;
    mesh.database.intercept = ({ operation }) => {
      if (operation !== 'TransactWriteItems' || left === 0) return undefined;
      left -= 1;
      const body = {
        __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
        message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${Code}, None]`,
        CancellationReasons: [{ Code }, { Code: 'None' }],
      };
      return { statusCode: 400, body };
    };
  };

  it('tries again when a heartbeat got in the way', async () => {
    const mesh = new MeshFixture();
    await mesh.put(...membershipItems('g1', 'd1', 'n1'));
    conflicts(mesh, 4, 'TransactionConflict');
    await expect(mesh.call('leaveGroup', args)).resolves.toEqual(reply);
    expect(mesh.waitsMs).toEqual([50, 100, 200, 400]);
    expect(mesh.database.keys()).toEqual({});
  });

  it('gives up after 5 attempts, and at once when the transaction failed for another reason', async () => {
    const mesh = new MeshFixture();
    conflicts(mesh, 5, 'TransactionConflict');
    await expect(mesh.call('leaveGroup', args)).rejects.toThrow('[TransactionConflict, None]');
    conflicts(mesh, 1, 'ThrottlingError');
    mesh.waitsMs.length = 0;
    await expect(mesh.call('leaveGroup', args)).rejects.toThrow('[ThrottlingError, None]');
    expect(mesh.waitsMs).toEqual([]);
  });
});
