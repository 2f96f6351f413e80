import { lengthBetween, matches } from './rules';

export const nameRules = [
  lengthBetween(1, 255),
  matches(/^[a-zA-Z0-9_-]+$/, 'must contain only alphanumeric characters, hyphens and underscores'),
];
