import { type WeightedGroup } from './rule';

/**
 * One of `groups` by their weights.
 * @param random from 0, inclusive, to 1, exclusive
 * @returns `undefined` when every weight is 0
 */
export function chooseGroup(groups: readonly WeightedGroup[], random: number): string | undefined {
  let rest = random * groups.reduce((sum, { weight }) => sum + weight, 0);
  for (const { arn, weight } of groups) {
    if (rest < weight) return arn;
    rest -= weight;
  }
  return undefined;
}
