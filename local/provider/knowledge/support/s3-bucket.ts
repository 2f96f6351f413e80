import { type Attributes } from '../knowledge';
import { text } from './attributes';

/** The id of what belongs to a bucket: the bucket's name, and the expected owner's account when one is named. */
export function bucketId(planned: Attributes): string {
  const owner = text(planned, 'expected_bucket_owner');
  return [text(planned, 'bucket') ?? '', ...(owner === undefined || owner === '' ? [] : [owner])].join(',');
}

export const ofBucket = { forceNew: ['bucket', 'expected_bucket_owner'] } as const;
