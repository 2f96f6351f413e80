import { type Attributes, type Refusal } from '../knowledge';
import { hasUnknown, isSet } from './attributes';
import { refusal } from './rules';

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** Refuses two or more of `names` together, as the provider's `ConflictsWith` does. */
export function conflicting(config: Attributes, ...names: readonly string[]): readonly Refusal[] {
  const [first, ...others] = names.filter((name) => isSet(config[name]));
  if (first === undefined) return [];
  return others.map((other) =>
    refusal([first], 'Conflicting configuration arguments', `"${first}": conflicts with ${other}`),
  );
}

/** Refuses a configuration that sets none, or more than one, of `names`, as the provider's `ExactlyOneOf` does. */
export function exactlyOne(config: Attributes, ...names: readonly string[]): readonly Refusal[] {
  const given = names.filter((name) => isSet(config[name]));
  if (given.length === 1 || (given.length === 0 && hasUnknown(config, ...names))) return [];
  const [first = ''] = names;
  return [
    refusal(
      [],
      'Invalid combination of arguments',
      given.length === 0
        ? `"${first}": one of ${quoted(names)} must be specified`
        : `"${first}": only one of ${quoted(names)} can be specified, but ${quoted(given)} were specified`,
    ),
  ];
}

/** Refuses a configuration that sets none of `names`, as the provider's `AtLeastOneOf` does. */
export function atLeastOne(config: Attributes, ...names: readonly string[]): readonly Refusal[] {
  if (names.some((name) => isSet(config[name])) || hasUnknown(config, ...names)) return [];
  return [refusal([], 'Missing required argument', `"${names[0] ?? ''}": one of ${quoted(names)} must be specified`)];
}

/** Refuses `name` without all of `others`, as the provider's `RequiredWith` does. */
export function requiredWith(config: Attributes, name: string, ...others: readonly string[]): readonly Refusal[] {
  if (!isSet(config[name])) return [];
  if (others.every((other) => isSet(config[other]) || hasUnknown(config, other))) return [];
  return [
    refusal([name], 'Missing required argument', `"${name}": all of ${quoted([name, ...others])} must be specified`),
  ];
}
