import {
  type Attributes,
  type DataSourceKnowledge,
  RefusedError,
  type ResourceKnowledge,
  type StoreContext,
} from '../knowledge';
import { blocks, inBlocks, isSet, text } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { handMadeZoneId, withoutDot, zoneAttributes } from '../support/hosted-zone';
import { alphabets } from '../support/identifiers';
import { check, lengthBetween, refusal } from '../support/rules';

/** The VPCs that a private zone answers in. */
function networksOf(zone: Attributes, context: StoreContext): readonly string[] {
  const associations = context.find('aws_route53_zone_association', { zone_id: text(zone, 'zone_id') ?? '' });
  return [...blocks(zone, 'vpc'), ...associations].flatMap((one) => text(one, 'vpc_id') ?? []);
}

const zone: ResourceKnowledge = {
  type: 'aws_route53_zone',
  computed: (planned, context) => ({
    ...zoneAttributes(`Z0${context.uniqueId(19, alphabets.upperAlphanumeric)}`, context.identity.partition),
    enable_accelerated_recovery: false,
    ...inBlocks(planned, 'vpc', { vpc_region: context.identity.region }),
  }),
  defaults: { comment: 'Managed by Terraform', force_destroy: false },
  forceNew: ['delegation_set_id', 'name'],
  validate: (config) => [
    ...check(config, { comment: lengthBetween(0, 256), name: lengthBetween(1, 1024) }),
    ...conflicting(config, 'delegation_set_id', 'vpc'),
  ],
  refuseApply(planned, context) {
    const name = withoutDot(text(planned, 'name') ?? '');
    const networks = blocks(planned, 'vpc').flatMap((one) => text(one, 'vpc_id') ?? []);
    return context
      .find('aws_route53_zone', {})
      .filter((other) => withoutDot(text(other, 'name') ?? '') === name)
      .flatMap((other) =>
        networksOf(other, context)
          .filter((vpcId) => networks.includes(vpcId))
          .map((vpcId) =>
            refusal(
              ['vpc'],
              `creating Route53 Hosted Zone (${name}): operation error Route 53: CreateHostedZone, ConflictingDomainExists: The VPC ${vpcId} in region ${context.identity.region} has already been associated with the hosted zone ${text(other, 'zone_id') ?? ''} with the same domain name.`,
            ),
          ),
      );
  },
  refuseDelete(prior, context) {
    const id = text(prior, 'zone_id') ?? '';
    const records = context.find('aws_route53_record', { zone_id: id });
    return records.length === 0 || prior.force_destroy === true
      ? []
      : [
          refusal(
            [],
            `deleting Route53 Hosted Zone (${id}): operation error Route 53: DeleteHostedZone, HostedZoneNotEmpty: The specified hosted zone contains non-required resource record sets and so cannot be deleted.`,
          ),
        ];
  },
};

/** Zones of the store that a data source means; AWS compares names without their final dot. */
function matchingZones(config: Attributes, context: StoreContext): readonly Attributes[] {
  const id = text(config, 'zone_id');
  if (id !== undefined) return context.find('aws_route53_zone', { zone_id: id });
  const name = withoutDot(text(config, 'name') ?? '');
  return context
    .find('aws_route53_zone', {})
    .filter((candidate) => withoutDot(text(candidate, 'name') ?? '') === name)
    .filter(
      (candidate) => blocks(candidate, 'vpc').length > 0 === (config.private_zone === true || isSet(config.vpc_id)),
    );
}

/**
 * A zone from the store, else for a public name one as if made by hand: a rehearsal has no hand-made zones, and every
 * real account has the public zone of its domain from outside Terraform. Asked for by id, or private, it must exist.
 */
const zoneData: DataSourceKnowledge = {
  type: 'aws_route53_zone',
  read(config, context) {
    const name = text(config, 'name');
    const id = text(config, 'zone_id');
    const isPrivate = config.private_zone === true || isSet(config.vpc_id);
    const common = {
      caller_reference: 'terraform',
      linked_service_description: '',
      linked_service_principal: '',
      private_zone: isPrivate,
      resource_record_set_count: 2,
    };
    const [found, ...more] = matchingZones(config, context);
    if (more.length > 0)
      throw new RefusedError(
        refusal(
          ['name'],
          'multiple Route 53 Hosted Zones matched; use additional constraints to reduce matches to a single Route 53 Hosted Zone',
        ),
      );
    if (found !== undefined) {
      return {
        ...common,
        ...zoneAttributes(text(found, 'zone_id') ?? '', context.identity.partition),
        name: withoutDot(text(found, 'name') ?? ''),
        comment: found.comment ?? null,
        tags: found.tags_all ?? {},
      };
    }
    if (id !== undefined || isPrivate || name === undefined) {
      throw new RefusedError(
        refusal([id === undefined ? 'name' : 'zone_id'], 'no matching Route 53 Hosted Zone found'),
      );
    }
    return {
      ...common,
      ...zoneAttributes(handMadeZoneId(name, context.identity.accountId), context.identity.partition),
      name: withoutDot(name),
      comment: '',
      tags: {},
    };
  },
};

export const resources: readonly ResourceKnowledge[] = [zone];
export const dataSources: readonly DataSourceKnowledge[] = [zoneData];
