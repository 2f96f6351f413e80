import { type Attributes, isUnknown } from '../codec/value';
import { type Identity } from '../knowledge/knowledge';
import { type ResourceType } from '../types/terraform-types';

type UniqueId = (length: number, alphabet?: string) => string;

/** `planned` with a name where AWS or the provider makes one: after `name_prefix`, else after `terraform-`. */
export function genericName(resource: ResourceType, planned: Attributes, uniqueId: UniqueId): Attributes {
  const name = resource.schema.attributes.name;
  if (name?.type !== 'string' || !isUnknown(planned.name)) return planned;
  // A name that nobody can give is not made of a prefix either: it is for knowledge to tell.
  if (!name.optional && resource.knowledge) return planned;
  const prefix = planned.name_prefix;
  return { ...planned, name: `${typeof prefix === 'string' ? prefix : 'terraform-'}${uniqueId(26, '0123456789')}` };
}

/**
 * What any type has: an id, and for types of which nothing more is known an ARN of AWS's general shape,
 * `arn:aws:<service>:<region>:<account>:<kind>/<id>`.
 */
export function genericComputed(
  resource: ResourceType,
  planned: Attributes,
  identity: Identity,
  uniqueId: UniqueId,
): Attributes {
  const [, service = '', ...kind] = resource.name.split('_');
  const name = planned.name;
  const id = typeof name === 'string' ? name : `${kind.join('-') || service}-${uniqueId(17)}`;
  const region = resource.isRegional ? identity.region : '';
  const arn = `arn:${identity.partition}:${service}:${region}:${identity.accountId}:${kind.join('-') || service}/${id}`;
  const has = (attribute: string) => resource.schema.attributes[attribute]?.type === 'string';
  return {
    ...(has('id') ? { id } : {}),
    ...(has('arn') && !resource.knowledge ? { arn } : {}),
  };
}
