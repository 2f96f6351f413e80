import { type Attributes } from '../knowledge';
import { text } from './attributes';
import { matches } from './rules';

export const nameRule = matches(/^[_A-Za-z][_0-9A-Za-z]*$/, 'must match [_A-Za-z][_0-9A-Za-z]*');

export function apiId(attributes: Attributes): string {
  return text(attributes, 'api_id') ?? '';
}
