import { z } from 'zod';
import { type IndexDefinition, type KeyAttribute, type TableDefinition } from '../dynamodb/engine';
import { type DeployedResource } from '../state/deployment';
import { readAttributes } from './attributes';

const index = z.object({
  name: z.string(),
  hash_key: z.string().nullish(),
  range_key: z.string().nullish(),
  projection_type: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  non_key_attributes: z.array(z.string()).nullish(),
});

const table = z.object({
  name: z.string(),
  arn: z.string(),
  hash_key: z.string(),
  range_key: z.string().nullish(),
  attribute: z.array(z.object({ name: z.string(), type: z.enum(['S', 'N', 'B']) })),
  global_secondary_index: z.array(index).nullish(),
  local_secondary_index: z.array(index).nullish(),
  ttl: z.array(z.object({ attribute_name: z.string().nullish(), enabled: z.boolean().nullish() })).nullish(),
  tags_all: z.record(z.string(), z.string()).nullish(),
});

/** Reads an `aws_dynamodb_table` of the state. */
export function readTableDefinition(resource: DeployedResource): TableDefinition {
  const data = readAttributes(resource, table);
  const key = (name: string): KeyAttribute => {
    const found = data.attribute.find((attribute) => attribute.name === name);
    if (found === undefined) throw new Error(`${resource.address}: attribute must declare the key ${name}`);
    return found;
  };
  const keys = (partition: string, sort: string | null | undefined) => ({
    partitionKey: key(partition),
    ...(sort ? { sortKey: key(sort) } : {}),
  });
  const toIndex = ({ name, hash_key, range_key, ...projection }: z.infer<typeof index>): IndexDefinition => ({
    name,
    // A local index has the table's partition key and names none.
    ...keys(hash_key ?? data.hash_key, range_key),
    projection:
      projection.projection_type === 'INCLUDE'
        ? { type: 'INCLUDE', nonKeyAttributes: projection.non_key_attributes ?? [] }
        : { type: projection.projection_type },
  });
  const ttl = data.ttl?.find(({ enabled }) => enabled)?.attribute_name;
  return {
    name: data.name,
    arn: data.arn,
    ...keys(data.hash_key, data.range_key),
    globalSecondaryIndexes: (data.global_secondary_index ?? []).map(toIndex),
    localSecondaryIndexes: (data.local_secondary_index ?? []).map(toIndex),
    ...(ttl ? { ttlAttribute: ttl } : {}),
    tags: data.tags_all ?? {},
  };
}
