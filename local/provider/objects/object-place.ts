import { type Attributes } from '../codec/value';
import { type Identity, type ResourceKnowledge } from '../knowledge/knowledge';
import { nameOfUnique, type ObjectPlace } from './object-store';

type Uniqueness = Pick<ResourceKnowledge, 'uniqueBy' | 'uniqueWithin'> | undefined;

/** Where objects of a type are kept, so that those which may not be equal lie side by side. */
export function placeOf(
  type: string,
  knowledge: Uniqueness,
  isRegional: boolean,
  { accountId, region }: Pick<Identity, 'accountId' | 'region'>,
): ObjectPlace {
  const within = knowledge?.uniqueBy ? knowledge.uniqueWithin : undefined;
  return {
    type,
    accountId: within === 'partition' ? 'global' : accountId,
    region: isRegional && (within === undefined || within === 'region') ? region : 'global',
  };
}

/** The name of an object that no other may equal in `uniqueBy`; `undefined` for types of which equal ones may exist. */
export function uniqueNameOf(knowledge: Uniqueness, attributes: Attributes): string | undefined {
  return knowledge?.uniqueBy && nameOfUnique(knowledge.uniqueBy.map((name) => attributes[name] ?? null));
}
