import { type Attributes } from '../knowledge';
import { derived } from './deterministic';
import { alphabets } from './identifiers';

/** A zone or record name as Route 53's answers are compared: without the final dot, in lower case. */
export function withoutDot(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

/** The four name servers of a zone, one under each of AWS's domains; they follow from the zone's id. */
export function nameServersOf(zoneId: string): readonly string[] {
  return ['com', 'net', 'org', 'co.uk']
    .map((domain, index) => {
      const number = index * 512 + (Number.parseInt(derived(`${zoneId} ${domain}`, 4), 16) % 512);
      const block = String(Math.floor((number % 512) / 8)).padStart(2, '0');
      return `ns-${number}.awsdns-${block}.${domain}`;
    })
    .sort();
}

/** What AWS gives a zone beside its name. @param zoneId such as `Z0123456789ABCDEFGHIJ`. */
export function zoneAttributes(zoneId: string, partition: string): Attributes {
  const nameServers = nameServersOf(zoneId);
  return {
    id: zoneId,
    zone_id: zoneId,
    arn: `arn:${partition}:route53:::hostedzone/${zoneId}`,
    name_servers: nameServers,
    primary_name_server: nameServers[0] ?? '',
  };
}

/** The id of a zone that somebody made by hand: a rehearsal has none, so it follows from account and name. */
export function handMadeZoneId(name: string, accountId: string): string {
  return `Z0${derived(`${accountId} ${withoutDot(name)}`, 19, alphabets.upperAlphanumeric)}`;
}
