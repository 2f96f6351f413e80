import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext, type Value } from '../knowledge';
import { aliasProblem } from '../support/alias-target';
import { blocks, hasUnknown, isSet, text, texts } from '../support/attributes';
import { conflicting, exactlyOne } from '../support/constraints';
import { withoutDot } from '../support/hosted-zone';
import { between, check, lengthBetween, oneOf, refusal } from '../support/rules';

const recordTypes = [
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'DS',
  'HTTPS',
  'MX',
  'NAPTR',
  'NS',
  'PTR',
  'SOA',
  'SPF',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
] as const;

const routingPolicies = [
  'cidr_routing_policy',
  'failover_routing_policy',
  'geolocation_routing_policy',
  'geoproximity_routing_policy',
  'latency_routing_policy',
  'weighted_routing_policy',
] as const;

/** Characters in one string of a TXT record. */
const maxTextLength = 255;

/** The record's full name: names in Route 53 may be given relative to their zone. */
function fullName(planned: Attributes, context: StoreContext): string {
  const name = withoutDot(text(planned, 'name') ?? '');
  const [found] = context.find('aws_route53_zone', { zone_id: text(planned, 'zone_id') ?? '' });
  const zoneName = found === undefined ? undefined : withoutDot(text(found, 'name') ?? '');
  if (zoneName === undefined || name === zoneName || name.endsWith(`.${zoneName}`)) return name;
  return name === '' ? zoneName : `${name}.${zoneName}`;
}

function recordRefusals(config: Attributes): readonly Refusal[] {
  const tooLong = texts(config, 'records').find(
    (record) => text(config, 'type') === 'TXT' && record.split('""').some((part) => part.length > maxTextLength),
  );
  const policies = routingPolicies.filter((name) => isSet(config[name]));
  return [
    ...(isSet(config.records) && !isSet(config.ttl) && !hasUnknown(config, 'ttl', 'alias')
      ? [refusal(['ttl'], 'Missing required argument', '"records": all of `records,ttl` must be specified')]
      : []),
    ...(text(config, 'type') === 'CNAME' && texts(config, 'records').length > 1
      ? [refusal(['records'], 'InvalidChangeBatch: [Invalid Resource Record: CNAMEs can have only one value]')]
      : []),
    ...(tooLong === undefined
      ? []
      : [
          refusal(
            ['records'],
            `InvalidChangeBatch: [Invalid Resource Record: CharacterStringTooLong: Value is too long, encountered with '${tooLong.slice(0, 40)}…']`,
          ),
        ]),
    ...(policies.length > 0 && !isSet(config.set_identifier) && !hasUnknown(config, 'set_identifier')
      ? [
          refusal(
            ['set_identifier'],
            `"set_identifier": required field is not set when "${policies.join('", "')}" is set`,
          ),
        ]
      : []),
    ...conflicting(config, ...routingPolicies, 'multivalue_answer_routing_policy'),
  ];
}

const record: ResourceKnowledge = {
  type: 'aws_route53_record',
  computed(planned, context) {
    const parts = ['zone_id', 'name', 'type', 'set_identifier'].flatMap((name) => text(planned, name) ?? []);
    return { id: parts.join('_'), fqdn: fullName(planned, context), allow_overwrite: false };
  },
  defaults: { allow_overwrite: false },
  forceNew: ['name', 'set_identifier', 'type', 'zone_id'],
  validate: (config) => [
    ...check(config, {
      name: lengthBetween(0, 1024),
      set_identifier: lengthBetween(1, 128),
      ttl: between(0, 2_147_483_647),
      type: oneOf(...recordTypes),
      zone_id: lengthBetween(1, 32),
    }),
    ...exactlyOne(config, 'alias', 'records'),
    ...conflicting(config, 'alias', 'ttl'),
    ...recordRefusals(config),
  ],
  refuseApply(planned, context) {
    const match: Attributes = Object.fromEntries(
      ['zone_id', 'name', 'type', 'set_identifier'].map((name): [string, Value] => [name, planned[name] ?? null]),
    );
    const name = fullName(planned, context);
    const type = text(planned, 'type') ?? '';
    const [found] = context.find('aws_route53_zone', { zone_id: text(planned, 'zone_id') ?? '' });
    const apex = found !== undefined && withoutDot(text(found, 'name') ?? '') === name;
    return [
      ...blocks(planned, 'alias').flatMap((alias, index) => {
        const problem = aliasProblem(alias, type, context);
        return problem === undefined
          ? []
          : [
              refusal(
                ['alias', index],
                `creating Route53 Record: operation error Route 53: ChangeResourceRecordSets, InvalidChangeBatch: [${problem}]`,
              ),
            ];
      }),
      ...(planned.allow_overwrite !== true && context.find('aws_route53_record', match).length > 0
        ? [
            refusal(
              ['name'],
              `creating Route53 Record: operation error Route 53: ChangeResourceRecordSets, InvalidChangeBatch: [Tried to create resource record set [name='${name}.', type='${type}'] but it already exists]`,
            ),
          ]
        : []),
      ...(apex && type === 'CNAME'
        ? [
            refusal(
              ['type'],
              `creating Route53 Record: operation error Route 53: ChangeResourceRecordSets, InvalidChangeBatch: [RRSet of type CNAME with DNS name ${name}. is not permitted at apex in zone ${name}.]`,
            ),
          ]
        : []),
    ];
  },
};

export const resources: readonly ResourceKnowledge[] = [record];
