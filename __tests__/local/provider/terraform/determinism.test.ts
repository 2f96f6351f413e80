import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

describeWith('terraform', 'ids', () => {
  const key = { description: 'the same' };
  const run = async (now: Date) => {
    const workspace = await TerraformWorkspace.start({ now: () => now });
    try {
      workspace.configure({
        resource: { aws_kms_key: { a: key, b: key }, aws_vpc: { v: { cidr_block: '10.0.0.0/16' } } },
      });
      await workspace.initAndApply();
      const addresses = ['aws_kms_key.a', 'aws_kms_key.b', 'aws_vpc.v'];
      const ids = await Promise.all(addresses.map(async (address) => (await workspace.attributes(address)).id));
      return ids.map(String);
    } finally {
      await workspace.close();
    }
  };

  it('differ between identical resources and are the same in each run from an empty store', async () => {
    const first = await run(new Date('2026-01-01T00:00:00Z'));
    const second = await run(new Date('2027-06-01T00:00:00Z'));
    expect(new Set(first).size).toBe(3);
    // Terraform creates a and b at once, in any order.
    expect([...second].sort()).toEqual([...first].sort());
  });

  it('are given again when state and store are lost together', async () => {
    const workspace = await TerraformWorkspace.start();
    try {
      workspace.configure({ resource: { aws_kms_key: { a: key } } });
      await workspace.initAndApply();
      const before = await workspace.attributes('aws_kms_key.a');
      rmSync(join(workspace.configurationDirectory, 'terraform.tfstate'));
      await workspace.expectSuccess('apply', '-auto-approve');
      const beside = await workspace.attributes('aws_kms_key.a');
      expect(beside.id).not.toBe(before.id);
      rmSync(join(workspace.configurationDirectory, 'terraform.tfstate'));
      rmSync(workspace.objectsDirectory, { recursive: true });
      await workspace.expectSuccess('apply', '-auto-approve');
      expect(await workspace.attributes('aws_kms_key.a')).toEqual(before);
    } finally {
      await workspace.close();
    }
  });
});
