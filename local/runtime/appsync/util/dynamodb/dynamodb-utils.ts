import type { Util } from '@aws-appsync/utils';
import { toAttributeMap, toAttributeValue } from './attribute-values';

/**
 * `util.dynamodb`: values to DynamoDB's typed form (AppSync guide, "DynamoDB helpers in util.dynamodb"). Null and
 * undefined give null, except in `toDynamoDB`, where they are a value of their own.
 */
export function createDynamodbUtils(): Util['dynamodb'] {
  const utils = {
    toDynamoDB: toAttributeValue,
    toString: (value: Optional<string>) => typed('S', value),
    toStringSet: (values: Optional<readonly string[]>) => typed('SS', values),
    toNumber: (value: Optional<number>) => typed('N', value),
    toNumberSet: (values: Optional<readonly number[]>) => typed('NS', values),
    toBinary: (base64: Optional<string>) => typed('B', base64),
    toBinarySet: (base64: Optional<readonly string[]>) => typed('BS', base64),
    toBoolean: (value: Optional<boolean>) => typed('BOOL', value),
    toNull: () => ({ NULL: null }),
    toList: (values: Optional<readonly unknown[]>) => (isAbsent(values) ? null : { L: values.map(toAttributeValue) }),
    toMap: (map: Optional<object>) => (isAbsent(map) ? null : { M: toAttributeMap(map) }),
    toMapValues: (map: Optional<object>) => (isAbsent(map) ? null : toAttributeMap(map)),
    toS3Object: (key: string, bucket: string, region: string, version?: string) => ({
      S: JSON.stringify({ s3: { key, bucket, region, version } }),
    }),
    fromS3ObjectJson,
  };
  // The published types say `N: string` and infer a result type from each argument; the service answers numbers
  // (`{ "N" : 12345 }` in its guide), and a data source must see what the service sees.
  return utils as unknown as Util['dynamodb'];
}

type Optional<T> = T | null | undefined;

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function typed(type: string, value: unknown): Readonly<Record<string, unknown>> | null {
  return isAbsent(value) ? null : { [type]: value };
}

/** The `s3` part of an S3 object's string value: key, bucket, region and, when there is one, version. */
function fromS3ObjectJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && 's3' in parsed) return parsed.s3;
  throw new Error('util.dynamodb.fromS3ObjectJson: the string must be JSON with a field s3, as toS3Object writes it');
}
