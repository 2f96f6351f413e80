import { type Attributes, type DataSourceKnowledge, RefusedError } from './knowledge';
import { accountArn } from './support/arn';
import { blocks, text, texts } from './support/attributes';
import { derived } from './support/deterministic';
import { alphabets } from './support/identifiers';
import { regionNamed } from './support/regions';
import { refusal } from './support/rules';

const callerIdentity: DataSourceKnowledge = {
  type: 'aws_caller_identity',
  read: (_config, { identity }) => ({
    id: identity.accountId,
    account_id: identity.accountId,
    arn: accountArn(identity, 'iam', 'user/rehearsal'),
    user_id: `AIDA${derived(identity.accountId, 17, alphabets.base32)}`,
  }),
};

const region: DataSourceKnowledge = {
  type: 'aws_region',
  read(config, { identity }) {
    const endpoint = text(config, 'endpoint');
    const name =
      text(config, 'region') ??
      text(config, 'name') ??
      /^ec2\.([a-z0-9-]+)\./.exec(endpoint ?? '')?.[1] ??
      identity.region;
    const found = regionNamed(name);
    if (found === undefined) {
      throw new RefusedError(refusal(['region'], `region not found for name ${JSON.stringify(name)}`));
    }
    return { id: name, name, region: name, endpoint: `ec2.${name}.amazonaws.com`, description: found.description };
  },
};

const partition: DataSourceKnowledge = {
  type: 'aws_partition',
  read: (_config, { identity }) => ({
    id: identity.partition,
    partition: identity.partition,
    dns_suffix: 'amazonaws.com',
    reverse_dns_prefix: 'com.amazonaws',
  }),
};

/** Whether a zone passes the data source's filters; filters on other names than these pass all zones or none. */
function passes(config: Attributes, zone: Readonly<Record<string, string>>): boolean {
  return blocks(config, 'filter').every((filter) => {
    const actual = zone[text(filter, 'name') ?? ''];
    return actual !== undefined && texts(filter, 'values').includes(actual);
  });
}

const availabilityZones: DataSourceKnowledge = {
  type: 'aws_availability_zones',
  read(config, { identity }) {
    const found = regionNamed(identity.region);
    if (found === undefined) {
      throw new RefusedError(
        refusal(['region'], `reading EC2 Availability Zones: no zones known for region ${identity.region}`),
      );
    }
    const zones = Object.entries(found.zones)
      .map(([letter, number]) => ({ name: `${identity.region}${letter}`, id: `${found.zoneIdPrefix}-az${number}` }))
      .filter(
        ({ name, id }) =>
          !texts(config, 'exclude_names').includes(name) && !texts(config, 'exclude_zone_ids').includes(id),
      )
      .filter(() => (text(config, 'state') ?? 'available') === 'available')
      .filter(({ name, id }) =>
        passes(config, {
          'group-name': identity.region,
          'opt-in-status': 'opt-in-not-required',
          'region-name': identity.region,
          state: 'available',
          'zone-id': id,
          'zone-name': name,
          'zone-type': 'availability-zone',
        }),
      );
    return {
      id: identity.region,
      names: zones.map(({ name }) => name),
      zone_ids: zones.map(({ id }) => id),
      group_names: zones.length === 0 ? [] : [identity.region],
    };
  },
};

export const dataSources: readonly DataSourceKnowledge[] = [callerIdentity, region, partition, availabilityZones];
