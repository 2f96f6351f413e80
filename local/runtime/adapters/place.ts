import { type DeployedResource } from '../state/deployment';

/** An account and a region. */
export interface Place {
  /** Equal for equal places. */
  readonly id: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
}

const arnPattern = /^arn:[^:]*:[^:]*:([^:]+):(\d{12}):/;

/** Where a regional resource is, by its ARN. */
export function placeOf({ address, attributes: { arn } }: DeployedResource): Place {
  return placeOfArn(arn, address);
}

/**
 * The place in an ARN.
 * @param where names what has the ARN
 * @throws Error when it has no region and account
 */
export function placeOfArn(arn: unknown, where: string): Place {
  const [, region, accountId] = (typeof arn === 'string' ? arnPattern.exec(arn) : null) ?? [];
  if (region === undefined || accountId === undefined) {
    throw new Error(`${where}: arn must have a region and an account, got ${JSON.stringify(arn)}`);
  }
  return { id: `${accountId}/${region}`, accountId, region };
}

/** The places of resources, each once. */
export function placesOf(resources: readonly DeployedResource[]): readonly Place[] {
  return [...new Map(resources.map(placeOf).map((place) => [place.id, place])).values()];
}
