import { type Attributes, isUnknown } from '../../../../local/provider/codec/value';

/** Names of the attributes that a plan leaves unknown, sorted. */
export function unknownIn(planned: Attributes): readonly string[] {
  return Object.keys(planned)
    .filter((name) => isUnknown(planned[name]))
    .sort();
}
