import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}-0[0-9a-f]{16}$`)) as string;

describeResource({
  type: 'aws_vpc',
  config: { cidr_block: '10.0.0.0/16' },
  gives: {
    id: id('vpc'),
    default_security_group_id: id('sg'),
    main_route_table_id: id('rtb'),
    owner_id: '111122223333',
    enable_dns_support: true,
  },
  replacedBy: [{ cidr_block: '10.1.0.0/16' }],
  updatedBy: [{ enable_dns_hostnames: true }],
  refused: [
    ['a block that is too large', { cidr_block: '10.0.0.0/8' }, 'must have a prefix of /16 to /28, got 10.0.0.0/8'],
    ['a block with host bits', { cidr_block: '10.0.0.1/16' }, "must be the network's own address"],
    ['something else', { cidr_block: '10.0.0/16' }, 'is not a valid IPv4 CIDR block'],
  ],
});

describeResource({
  type: 'aws_subnet',
  config: { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24', availability_zone: 'eu-west-1b' },
  gives: {
    id: id('subnet'),
    arn: expect.stringMatching(/^arn:aws:ec2:eu-west-1:111122223333:subnet\/subnet-0/) as string,
  },
  replacedBy: [{ availability_zone: 'eu-west-1c' }],
  updatedBy: [{ map_public_ip_on_launch: true }],
  collision: "InvalidSubnet.Conflict: The CIDR '10.0.1.0/24' conflicts with another subnet",
});

describeResource({
  type: 'aws_security_group',
  config: { name: 'services', vpc_id: 'vpc-1' },
  gives: { id: id('sg'), description: 'Managed by Terraform' },
  replacedBy: [{ description: 'new' }],
  updatedBy: [{ tags: { a: 'b' } }],
  collision: "InvalidGroup.Duplicate: The security group 'services' already exists for VPC 'vpc-1'",
  refused: [['a name that begins with sg-', { name: 'sg-1' }, 'cannot begin with sg-']],
});

for (const direction of ['ingress', 'egress']) {
  describeResource({
    type: `aws_vpc_security_group_${direction}_rule`,
    config: { security_group_id: 'sg-1', ip_protocol: 'tcp', from_port: 443, to_port: 443, cidr_ipv4: '10.0.0.0/16' },
    gives: { id: id('sgr'), security_group_rule_id: id('sgr') },
    replacedBy: [{ security_group_id: 'sg-2' }],
    updatedBy: [{ to_port: 444 }],
    collision: 'InvalidPermission.Duplicate',
    refused: [
      ['two peers', { referenced_security_group_id: 'sg-2' }, 'only one of `cidr_ipv4`'],
      ['no peer', { cidr_ipv4: null }, 'one of `cidr_ipv4`'],
      ['ports of all protocols', { ip_protocol: '-1' }, 'must not be set when ip_protocol is "-1"'],
      ['a range that runs backwards', { to_port: 80 }, 'Invalid TCP/UDP port range (443:80)'],
    ],
  });
}

describeResource({
  type: 'aws_internet_gateway',
  config: { vpc_id: 'vpc-1' },
  gives: { id: id('igw') },
  updatedBy: [{ vpc_id: 'vpc-2' }],
});
describeResource({
  type: 'aws_route_table',
  config: { vpc_id: 'vpc-1' },
  gives: { id: id('rtb') },
  replacedBy: [{ vpc_id: 'vpc-2' }],
});
describeResource({
  type: 'aws_route_table_association',
  config: { subnet_id: 'subnet-1', route_table_id: 'rtb-1' },
  gives: { id: id('rtbassoc') },
  collision: 'Resource.AlreadyAssociated',
});

describe('aws_nat_gateway', () => {
  it('has the address of its elastic IP', () => {
    const account = new RehearsedAccount();
    const address = account.create('aws_eip', { domain: 'vpc' });
    expect(address.public_ip).toMatch(/^203\.0\.113\.\d{1,3}$/);
    const config = { allocation_id: address.allocation_id ?? null, subnet_id: 'subnet-1' };
    const gateway = account.create('aws_nat_gateway', config);
    expect(gateway).toMatchObject({ id: id('nat'), public_ip: address.public_ip });
    expect(account.plan('aws_nat_gateway', gateway, config).planned).toEqual(gateway);
    const refused = refusalsOf(() => account.create('aws_nat_gateway', { ...config, connectivity_type: 'private' }));
    expect(refused).toEqual([expect.stringContaining('not supported with connectivity_type')]);
  });
});
