import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

describeResource({
  type: 'aws_route53_zone',
  config: { name: 'mesh.example' },
  gives: {
    zone_id: expect.stringMatching(/^Z0[A-Z0-9]{19}$/) as string,
    arn: expect.stringMatching(/^arn:aws:route53:::hostedzone\/Z0[A-Z0-9]{19}$/) as string,
    name_servers: expect.arrayContaining([
      expect.stringMatching(/^ns-\d{1,3}\.awsdns-\d{2}\.com$/),
      expect.stringMatching(/^ns-\d{3,4}\.awsdns-\d{2}\.net$/),
      expect.stringMatching(/^ns-1\d{3}\.awsdns-\d{2}\.org$/),
      expect.stringMatching(/^ns-[12]\d{3}\.awsdns-\d{2}\.co\.uk$/),
    ]) as string[],
    comment: 'Managed by Terraform',
  },
  replacedBy: [{ name: 'other.example' }],
  updatedBy: [{ comment: 'new' }],
});

const record = { zone_id: 'Z0HANDMADE', name: 'api.mesh.example', type: 'A', ttl: 60, records: ['192.0.2.1'] };
const alias = { name: 'd1.cloudfront.net', zone_id: 'Z2FDTNDATAQYW2', evaluate_target_health: false };

describeResource({
  type: 'aws_route53_record',
  config: record,
  gives: { id: 'Z0HANDMADE_api.mesh.example_A', fqdn: 'api.mesh.example', allow_overwrite: false },
  replacedBy: [{ name: 'www.mesh.example' }, { type: 'AAAA' }],
  updatedBy: [{ ttl: 300 }],
  collision: "Tried to create resource record set [name='api.mesh.example.', type='A'] but it already exists",
  refused: [
    ['records without TTL', { ttl: null }, '"records": all of `records,ttl` must be specified'],
    ['an alias beside records', { alias: [alias] }, 'only one of `alias`, `records` can be specified'],
    ['an alias with a TTL', { records: null, alias: [alias] }, 'conflicts with ttl'],
    ['neither alias nor records', { records: null }, 'one of `alias`, `records` must be specified'],
    ['an unknown type', { type: 'ALIAS' }, 'expected type to be one of'],
    ['a CNAME of two values', { type: 'CNAME', records: ['a.example', 'b.example'] }, 'CNAMEs can have only one value'],
    ['a long text', { type: 'TXT', records: ['x'.repeat(256)] }, 'CharacterStringTooLong'],
    [
      'a weight without identifier',
      { weighted_routing_policy: [{ weight: 1 }] },
      '"set_identifier": required field is not set when "weighted_routing_policy" is set',
    ],
  ],
});

describe('records in a zone of the rehearsal', () => {
  it('take relative and full names, and refuse a CNAME at the apex', () => {
    const account = new RehearsedAccount();
    const zone = account.create('aws_route53_zone', { name: 'mesh.example.' });
    const at = { ...record, zone_id: zone.zone_id ?? null };
    expect(account.create('aws_route53_record', { ...at, name: 'api' }).fqdn).toBe('api.mesh.example');
    expect(account.create('aws_route53_record', { ...at, name: 'WWW.mesh.example.' }).fqdn).toBe('www.mesh.example');
    const apex = { ...at, name: 'mesh.example', type: 'CNAME', records: ['a.example'] };
    expect(refusalsOf(() => account.create('aws_route53_record', apex))).toEqual([
      expect.stringContaining('is not permitted at apex in zone mesh.example.'),
    ]);
    expect(refusalsOf(() => account.destroy('aws_route53_zone', zone))).toEqual([
      expect.stringContaining('HostedZoneNotEmpty'),
    ]);
  });

  it('may be written twice with allow_overwrite', () => {
    const account = new RehearsedAccount();
    const overwriting = { ...record, allow_overwrite: true };
    account.create('aws_route53_record', overwriting);
    expect(account.create('aws_route53_record', { ...overwriting, ttl: 300 }).ttl).toBe(300);
  });
});

describe('data aws_route53_zone', () => {
  it('answers with the zone of the rehearsal, whatever its final dot', () => {
    const account = new RehearsedAccount();
    const zone = account.create('aws_route53_zone', { name: 'mesh.example' });
    expect(account.read('aws_route53_zone', { name: 'mesh.example.' })).toMatchObject({
      zone_id: zone.zone_id,
      name_servers: zone.name_servers,
    });
    expect(account.read('aws_route53_zone', { zone_id: zone.zone_id ?? null })).toMatchObject({ name: 'mesh.example' });
  });

  it('answers with a zone as if made by hand, the same in every run, another for another name', () => {
    const zoneOf = (name: string) => new RehearsedAccount().read('aws_route53_zone', { name });
    const zone = zoneOf('mesh.example');
    expect(zone.zone_id).toMatch(/^Z0[A-Z0-9]{19}$/);
    expect(zone.arn).toBe(`arn:aws:route53:::hostedzone/${textAt(zone, 'zone_id')}`);
    expect(zone.name_servers).toHaveLength(4);
    expect(zoneOf('mesh.example.').zone_id).toBe(zone.zone_id);
    expect(zoneOf('other.example').zone_id).not.toBe(zone.zone_id);
  });

  it('makes up no private zone and none by id', () => {
    const account = new RehearsedAccount();
    const found = 'no matching Route 53 Hosted Zone found';
    expect(refusalsOf(() => account.read('aws_route53_zone', { name: 'mesh.example', private_zone: true }))).toEqual([
      `name: ${found}`,
    ]);
    expect(refusalsOf(() => account.read('aws_route53_zone', { zone_id: 'Z1' }))).toEqual([`zone_id: ${found}`]);
  });

  it('refuses a name of two zones', () => {
    const account = new RehearsedAccount();
    account.create('aws_route53_zone', { name: 'mesh.example' });
    account.create('aws_route53_zone', { name: 'mesh.example' });
    expect(refusalsOf(() => account.read('aws_route53_zone', { name: 'mesh.example' }))).toEqual([
      expect.stringContaining('multiple Route 53 Hosted Zones matched'),
    ]);
  });
});

describe('private zones', () => {
  const zone = { name: 'services.stg.example', vpc: [{ vpc_id: 'vpc-1' }] };

  it('have the region of their VPC, and no two of one name answer in one VPC', () => {
    const account = new RehearsedAccount();
    const state = account.create('aws_route53_zone', zone);
    expect(state.vpc).toEqual([{ vpc_id: 'vpc-1', vpc_region: 'eu-west-1' }]);
    expect(account.plan('aws_route53_zone', state, zone).planned).toEqual(state);
    expect(refusalsOf(() => account.create('aws_route53_zone', zone))).toEqual([
      expect.stringContaining(
        `The VPC vpc-1 in region eu-west-1 has already been associated with the hosted zone ${textAt(state, 'zone_id')} with the same domain name.`,
      ),
    ]);
    account.create('aws_route53_zone', { ...zone, vpc: [{ vpc_id: 'vpc-2' }] });
    account.create('aws_route53_zone', { ...zone, name: 'egress.stg.example' });
  });
});

describe('alias records to load balancers and endpoints', () => {
  const aliasTo = (name: string, zone_id: string) => ({
    zone_id: 'Z0HANDMADE',
    name: 'services.stg.example',
    type: 'A',
    alias: [{ name, zone_id, evaluate_target_health: false }],
  });

  it('lead to what is there, in the zone that AWS gives it', () => {
    const account = new RehearsedAccount();
    const balancer = account.create('aws_lb', { name: 'services', internal: true, subnets: ['subnet-1', 'subnet-2'] });
    const [name, zone] = [textAt(balancer, 'dns_name'), textAt(balancer, 'zone_id')];
    const refused = (config: ReturnType<typeof aliasTo>) =>
      refusalsOf(() => account.create('aws_route53_record', config));
    expect(refused(aliasTo(name.replace('services', 'orders'), zone))).toEqual([
      expect.stringContaining('but that target was not found'),
    ]);
    expect(refused(aliasTo(name, 'Z38GZ743OKFT7T'))).toEqual([
      expect.stringContaining('but the alias target name does not lie within the target zone'),
    ]);
    expect(refused(aliasTo(`dualstack.${name}`, zone))).toEqual([]);

    const endpoint = account.create('aws_vpc_endpoint', {
      vpc_id: 'vpc-1',
      vpc_endpoint_type: 'Interface',
      service_name: 'com.amazonaws.eu-west-1.logs',
    });
    const [entry] = endpoint.dns_entry as readonly { dns_name: string; hosted_zone_id: string }[];
    if (!entry) throw new Error('expected a name');
    expect(refused({ ...aliasTo(entry.dns_name, zone), name: 'logs.example' })).toEqual([
      expect.stringContaining('does not lie within the target zone'),
    ]);
    expect(refused({ ...aliasTo(entry.dns_name, entry.hosted_zone_id), name: 'logs.example' })).toEqual([]);
  });
});
