/** A region's place and its zones: letters of the names and the numbers of their ids, as a new account sees them. */
interface Region {
  readonly description: string;
  readonly zoneIdPrefix: string;
  readonly zones: Readonly<Record<string, number>>;
}

const regions: Readonly<Record<string, Region>> = {
  'ap-northeast-1': { description: 'Asia Pacific (Tokyo)', zoneIdPrefix: 'apne1', zones: { a: 4, c: 1, d: 2 } },
  'ap-northeast-2': { description: 'Asia Pacific (Seoul)', zoneIdPrefix: 'apne2', zones: { a: 1, b: 2, c: 3, d: 4 } },
  'ap-northeast-3': { description: 'Asia Pacific (Osaka)', zoneIdPrefix: 'apne3', zones: { a: 3, b: 1, c: 2 } },
  'ap-south-1': { description: 'Asia Pacific (Mumbai)', zoneIdPrefix: 'aps1', zones: { a: 1, b: 3, c: 2 } },
  'ap-southeast-1': { description: 'Asia Pacific (Singapore)', zoneIdPrefix: 'apse1', zones: { a: 1, b: 2, c: 3 } },
  'ap-southeast-2': { description: 'Asia Pacific (Sydney)', zoneIdPrefix: 'apse2', zones: { a: 1, b: 3, c: 2 } },
  'ca-central-1': { description: 'Canada (Central)', zoneIdPrefix: 'cac1', zones: { a: 1, b: 2, d: 4 } },
  'eu-central-1': { description: 'Europe (Frankfurt)', zoneIdPrefix: 'euc1', zones: { a: 2, b: 3, c: 1 } },
  'eu-north-1': { description: 'Europe (Stockholm)', zoneIdPrefix: 'eun1', zones: { a: 1, b: 2, c: 3 } },
  'eu-west-1': { description: 'Europe (Ireland)', zoneIdPrefix: 'euw1', zones: { a: 1, b: 2, c: 3 } },
  'eu-west-2': { description: 'Europe (London)', zoneIdPrefix: 'euw2', zones: { a: 2, b: 3, c: 1 } },
  'eu-west-3': { description: 'Europe (Paris)', zoneIdPrefix: 'euw3', zones: { a: 1, b: 2, c: 3 } },
  'sa-east-1': { description: 'South America (Sao Paulo)', zoneIdPrefix: 'sae1', zones: { a: 1, b: 2, c: 3 } },
  'us-east-1': {
    description: 'US East (N. Virginia)',
    zoneIdPrefix: 'use1',
    zones: { a: 1, b: 2, c: 4, d: 6, e: 3, f: 5 },
  },
  'us-east-2': { description: 'US East (Ohio)', zoneIdPrefix: 'use2', zones: { a: 1, b: 2, c: 3 } },
  'us-west-1': { description: 'US West (N. California)', zoneIdPrefix: 'usw1', zones: { a: 3, b: 1 } },
  'us-west-2': { description: 'US West (Oregon)', zoneIdPrefix: 'usw2', zones: { a: 1, b: 2, c: 3, d: 4 } },
};

/** The region of that name; `undefined` for one that is not in the table. */
export function regionNamed(name: string): Region | undefined {
  return regions[name];
}
