import { z } from 'zod';
import { type NameRecord, type PrivateZone } from './definitions';
import { type Context, read } from './read-resources';

const zoneSchema = z.object({
  zone_id: z.string(),
  name: z.string(),
  vpc: z.array(z.object({ vpc_id: z.string() })).nullish(),
});

const associationSchema = z.object({ zone_id: z.string(), vpc_id: z.string() });

const recordSchema = z.object({
  zone_id: z.string(),
  name: z.string(),
  fqdn: z.string().nullish(),
  type: z.string(),
  records: z.array(z.string()).nullish(),
  alias: z.array(z.object({ name: z.string() })).nullish(),
});

const certificateSchema = z.object({
  arn: z.string(),
  domain_name: z.string(),
  subject_alternative_names: z.array(z.string()).nullish(),
});

/** The deployed private zones with the VPCs in which they answer. */
export function readPrivateZones(context: Context): readonly PrivateZone[] {
  const associations = read(context, 'aws_route53_zone_association', associationSchema);
  return read(context, 'aws_route53_zone', zoneSchema).flatMap(({ value: { zone_id: id, name, vpc } }) => {
    const own = (vpc ?? []).map(({ vpc_id }) => vpc_id);
    const more = associations.filter(({ value }) => value.zone_id === id).map(({ value }) => value.vpc_id);
    const vpcIds = [...own, ...more];
    return vpcIds.length === 0 ? [] : [{ id, name: plainName(name), vpcIds }];
  });
}

/** The deployed records that lead from a name to another. */
export function readRecords(context: Context, zones: readonly PrivateZone[]): readonly NameRecord[] {
  return read(context, 'aws_route53_record', recordSchema).flatMap(({ value }): NameRecord[] => {
    const target = value.alias?.[0]?.name ?? (value.type === 'CNAME' ? value.records?.[0] : undefined);
    if (target === undefined) return [];
    const zone = zones.find(({ id }) => id === value.zone_id);
    return [
      {
        name: fullName(plainName(value.fqdn ?? value.name), zone),
        // Route 53 takes an alias with this prefix for IPv6 too.
        target: plainName(target).replace(/^dualstack\./, ''),
        ...(zone === undefined ? {} : { privateZoneId: zone.id }),
      },
    ];
  });
}

/** The names of each deployed certificate, by ARN. */
export function readCertificates(context: Context): ReadonlyMap<string, readonly string[]> {
  return new Map(
    read(context, 'aws_acm_certificate', certificateSchema).map(
      ({ value: { arn, domain_name, subject_alternative_names } }) => [
        arn,
        [...new Set([domain_name, ...(subject_alternative_names ?? [])].map(plainName))],
      ],
    ),
  );
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** A record's name may be written without that of its zone. */
function fullName(name: string, zone: PrivateZone | undefined): string {
  if (zone === undefined || name === zone.name || name.endsWith(`.${zone.name}`)) return name;
  return name === '' ? zone.name : `${name}.${zone.name}`;
}
