import { SecurityGroup } from '../../../modules/network/security-group';
import { someNetwork } from '../../support/some-network';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (build: (web: SecurityGroup, data: SecurityGroup) => void = () => undefined, name = 'web') =>
  new SynthesizedScope((scope) => {
    const network = someNetwork(scope);
    const group = (id: string, groupName: string) =>
      new SecurityGroup(scope, id, { name: groupName, network, description: `The ${id} servers` });
    build(group('Web', name), group('Data', 'data'));
  });

describe('SecurityGroup', () => {
  it('has no rule unless told', () => {
    const scope = synth();
    expect(scope.only('aws_security_group', 'Web')).toMatchObject({ name: 'web', description: 'The Web servers' });
    for (const group of scope.all('aws_security_group')) {
      expect(group).not.toHaveProperty('ingress');
      expect(group).not.toHaveProperty('egress');
    }
    expect(scope.all('aws_vpc_security_group_ingress_rule')).toEqual([]);
    expect(scope.all('aws_vpc_security_group_egress_rule')).toEqual([]);
  });

  it('lets a group, addresses or a prefix list in and out by rules of their own', () => {
    const scope = synth((web, data) => {
      data.allowFrom('Web', web, 5432, 'queries');
      web.allowTo('Internet', { cidr: '0.0.0.0/0' }, { first: 80, last: 443 }, 'pages');
      web.allowTo('S3', { prefixListId: 'pl-1' }, 443, 'files');
    });
    expect(scope.only('aws_vpc_security_group_ingress_rule')).toMatchObject({
      security_group_id: expect.stringContaining('aws_security_group.Data'),
      referenced_security_group_id: expect.stringContaining('aws_security_group.Web'),
      ip_protocol: 'tcp',
      from_port: 5432,
      to_port: 5432,
      description: 'queries',
    });
    expect(scope.only('aws_vpc_security_group_egress_rule', 'Internet')).toMatchObject({
      cidr_ipv4: '0.0.0.0/0',
      from_port: 80,
      to_port: 443,
    });
    expect(scope.only('aws_vpc_security_group_egress_rule', 'S3')).toMatchObject({ prefix_list_id: 'pl-1' });
  });

  it('lets two groups name each other', () => {
    const scope = synth((web, data) => {
      web.allowFrom('Data', data, 443, 'events');
      data.allowFrom('Web', web, 443, 'events');
    });
    expect(scope.all('aws_vpc_security_group_ingress_rule')).toHaveLength(2);
  });

  it.each([0, 65_536, 1.5])('refuses the port %d', (port) => {
    expect(() => synth((web) => web.allowFrom('Rule', { cidr: '10.0.0.0/8' }, port, 'x'))).toThrow(
      `Web: first port must be an integer from 1 to 65535, got ${port}`,
    );
  });

  it('connects to another group by a rule at either end', () => {
    const scope = new SynthesizedScope((place) => {
      const network = someNetwork(place);
      const [front, back] = ['Front', 'Back'].map(
        (id) => new SecurityGroup(place, id, { name: id.toLowerCase(), description: id, network }),
      );
      if (front && back) front.connectTo(back, 8080, 'requests');
    });
    const rule = { from_port: 8080, to_port: 8080, description: 'requests' };
    expect(scope.only('aws_vpc_security_group_egress_rule', 'Front_Back-8080')).toMatchObject({
      ...rule,
      security_group_id: expect.stringContaining('.Front_'),
      referenced_security_group_id: expect.stringContaining('.Back_'),
    });
    expect(scope.only('aws_vpc_security_group_ingress_rule', 'Back_Front-8080')).toMatchObject({
      ...rule,
      security_group_id: expect.stringContaining('.Back_'),
      referenced_security_group_id: expect.stringContaining('.Front_'),
    });
  });

  it('counts a prefix list for what it weighs, in each direction by itself', () => {
    const list = { prefixListId: 'pl-1', weight: 55 };
    const withRules = (count: number) => (web: SecurityGroup) => {
      web.allowFrom('List', list, 443, 'x');
      web.allowTo('ListOut', list, 443, 'x');
      for (let index = 0; index < count; index += 1) web.allowFrom(`Rule-${index}`, { cidr: '10.0.0.0/8' }, 443, 'x');
    };
    expect(synth(withRules(5)).all('aws_vpc_security_group_ingress_rule')).toHaveLength(6);
    expect(() => synth(withRules(6))).toThrow(
      'Web: inbound rules must weigh at most 60 together, got 61; a prefix list weighs as much as it may have entries',
    );
  });

  it('refuses ports in the wrong order', () => {
    expect(() => synth((web) => web.allowTo('Rule', { cidr: '10.0.0.0/8' }, { first: 443, last: 80 }, 'x'))).toThrow(
      'Web: last port must be an integer from 443 to 65535, got 80',
    );
  });

  it.each(['', "users' port", 'ü', 'a'.repeat(256)])('refuses the description %p', (description) => {
    expect(() => synth((web) => web.allowFrom('Rule', { cidr: '10.0.0.0/8' }, 443, description))).toThrow(
      'Web: description must be 1 to 255 letters',
    );
  });

  it.each(['sg-web', 'Web', ''])('refuses the name %p', (name) => {
    expect(() => synth(undefined, name)).toThrow('Web: name must be lower-case letters, digits or hyphens, not sg-…');
  });

  it('refuses a group of another VPC, which AWS could not find', () => {
    expect(
      () =>
        new SynthesizedScope((scope) => {
          const [here, there] = ['here', 'there'].map(
            (name) =>
              new SecurityGroup(scope, name, {
                name,
                description: name,
                network: someNetwork(scope, {}, `${name}Net`),
              }),
          );
          if (here && there) here.allowFrom('Rule', there, 443, 'x');
        }),
    ).toThrow('stack/here: peer must be a group of the same VPC, got stack/there; name its addresses instead');
  });
});
