import { type Identity } from '../knowledge';

/** Amazon Resource Name of a resource in the region and account of `identity`: `arn:aws:sns:eu-west-1:111122223333:name`. */
export function regionalArn({ partition, region, accountId }: Identity, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** Amazon Resource Name of a resource that belongs to an account, not to a region: `arn:aws:iam::111122223333:role/name`. */
export function accountArn({ partition, accountId }: Identity, service: string, resource: string): string {
  return `arn:${partition}:${service}::${accountId}:${resource}`;
}

/** Amazon Resource Name of a resource that is unique in the partition: `arn:aws:s3:::bucket`. */
export function partitionArn({ partition }: Identity, service: string, resource: string): string {
  return `arn:${partition}:${service}:::${resource}`;
}

export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  /** Empty for a global resource. */
  readonly region: string;
  /** Empty when the ARN names no account. */
  readonly accountId: string;
  /** Everything after the fifth colon; it may hold further colons. */
  readonly resource: string;
}

/** The parts of an Amazon Resource Name; `undefined` when `text` is not one. */
export function parseArn(text: string): ArnParts | undefined {
  const match =
    /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|aws-managed|aws-marketplace|third-party|cloudfront|ec2)?:(.+)$/s.exec(
      text,
    );
  if (match === null) return undefined;
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = match;
  return { partition, service, region, accountId, resource };
}
