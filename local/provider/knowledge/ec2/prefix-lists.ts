import {
  type Attributes,
  type DataSourceKnowledge,
  RefusedError,
  type ResourceKnowledge,
  type StoreContext,
} from '../knowledge';
import { regionalArn } from '../support/arn';
import { blocks, isSet, text, texts } from '../support/attributes';
import { identified } from '../support/ec2';
import { awsPrefixLists } from '../support/prefix-lists';
import { atLeast, check, lacks, lengthBetween, oneOf, refusal } from '../support/rules';

const managedPrefixList: ResourceKnowledge = {
  type: 'aws_ec2_managed_prefix_list',
  computed: (_planned, context) => ({
    ...identified(context, 'pl', 'prefix-list'),
    owner_id: context.identity.accountId,
    version: 1,
  }),
  forceNew: ['address_family'],
  updatesComputed: ['version'],
  validate: (config) => [
    ...check(config, {
      address_family: oneOf('IPv4', 'IPv6'),
      max_entries: atLeast(1),
      name: [lengthBetween(1, 255), lacks(/^com\.amazonaws/, 'cannot begin with com.amazonaws')],
    }),
  ],
};

/** All lists of the account and AWS's own, as the data source shows them. */
function lists(context: StoreContext): readonly Attributes[] {
  const { identity } = context;
  const awsLists = awsPrefixLists(identity.region).map(({ id, name }) => ({
    id,
    name,
    arn: regionalArn({ ...identity, accountId: 'aws' }, 'ec2', `prefix-list/${id}`),
    address_family: 'IPv4',
    // From the block kept for documentation: the addresses are AWS's and change.
    entries: [{ cidr: '192.0.2.0/24', description: '' }],
    owner_id: 'AWS',
    tags: {},
  }));
  const own = context.find('aws_ec2_managed_prefix_list', {}).map((list) => ({
    id: list.id ?? null,
    name: list.name ?? null,
    arn: list.arn ?? null,
    address_family: list.address_family ?? null,
    entries: blocks(list, 'entry').map((entry) => ({
      cidr: entry.cidr ?? null,
      description: text(entry, 'description') ?? '',
    })),
    max_entries: list.max_entries ?? null,
    owner_id: list.owner_id ?? null,
    tags: list.tags_all ?? {},
    version: list.version ?? null,
  }));
  return [...awsLists, ...own];
}

const filterAttributes: Readonly<Record<string, string>> = {
  'owner-id': 'owner_id',
  'prefix-list-id': 'id',
  'prefix-list-name': 'name',
};

const managedPrefixListData: DataSourceKnowledge = {
  type: 'aws_ec2_managed_prefix_list',
  read(config, context) {
    const wanted = blocks(config, 'filter').map((filter) => {
      const name = text(filter, 'name') ?? '';
      const attribute = filterAttributes[name];
      if (attribute === undefined) {
        throw new RefusedError(
          refusal(['filter'], `reading EC2 Managed Prefix List: InvalidFilter: The filter '${name}' is invalid`),
        );
      }
      return { attribute, values: texts(filter, 'values') };
    });
    const [found, ...others] = lists(context)
      .filter((list) => ['id', 'name'].every((name) => !isSet(config[name]) || config[name] === list[name]))
      .filter((list) => wanted.every(({ attribute, values }) => values.includes(text(list, attribute) ?? '')));
    if (found === undefined) {
      throw new RefusedError(refusal([], 'no matching EC2 Managed Prefix List found'));
    }
    if (others.length > 0) {
      throw new RefusedError(
        refusal(
          [],
          'multiple EC2 Managed Prefix Lists matched; use additional constraints to reduce matches to a single EC2 Managed Prefix List',
        ),
      );
    }
    return found;
  },
};

export const resources: readonly ResourceKnowledge[] = [managedPrefixList];
export const dataSources: readonly DataSourceKnowledge[] = [managedPrefixListData];
