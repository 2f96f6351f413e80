import { lacks, lengthBetween, matches } from './rules';

export const nameRules = [
  lengthBetween(1, 32),
  matches(/^[0-9A-Za-z-]+$/, 'only alphanumeric characters and hyphens allowed'),
  lacks(/^-|-$/, 'cannot begin or end with a hyphen'),
];
