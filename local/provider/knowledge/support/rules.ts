import { type Attributes, type Refusal, type Value, isAttributes, isList, isUnknown } from '../knowledge';
import { parseArn } from './arn';

type Path = readonly (string | number)[];

/** Judges one known value: the provider's message, or `undefined` when it is allowed. `key` is the attribute as the provider prints it. */
export type Rule = (key: string, value: Value) => string | undefined;

/** A refusal by the provider itself or by AWS, in the form in which the provider reports it: all in the summary. */
export function refusal(attribute: Path, summary: string, detail = ''): Refusal {
  return { attribute, summary, detail };
}

export function between(min: number, max: number): Rule {
  return (key, value) =>
    typeof value === 'number' && (value < min || value > max)
      ? `expected ${key} to be in the range (${min} - ${max}), got ${value}`
      : undefined;
}

export function atLeast(min: number): Rule {
  return (key, value) =>
    typeof value === 'number' && value < min ? `expected ${key} to be at least (${min}), got ${value}` : undefined;
}

export function oneOf(...allowed: readonly (string | number)[]): Rule {
  const list = allowed.map((value) => JSON.stringify(value)).join(' ');
  return (key, value) =>
    (typeof value === 'string' || typeof value === 'number') && !allowed.includes(value)
      ? `expected ${key} to be one of [${list}], got ${value}`
      : undefined;
}

export function lengthBetween(min: number, max: number): Rule {
  return (key, value) =>
    typeof value === 'string' && (value.length < min || value.length > max)
      ? `expected length of ${key} to be in the range (${min} - ${max}), got ${value}`
      : undefined;
}

/** @param words what is allowed, as the provider says it. */
export function matches(pattern: RegExp, words: string): Rule {
  return (key, value) =>
    typeof value === 'string' && !pattern.test(value) ? `invalid value for ${key} (${words})` : undefined;
}

/** The value must not match. @param words what is allowed, as the provider says it. */
export function lacks(pattern: RegExp, words: string): Rule {
  return (key, value) =>
    typeof value === 'string' && pattern.test(value) ? `invalid value for ${key} (${words})` : undefined;
}

/** An Amazon Resource Name, of one of `services` when any are given. */
export function isArn(...services: readonly string[]): Rule {
  return (key, value) => {
    if (typeof value !== 'string') return undefined;
    const parts = parseArn(value);
    if (parts === undefined)
      return `"${key}" (${value}) is an invalid ARN: expected arn:partition:service:region:account:resource`;
    if (services.length > 0 && !services.includes(parts.service)) {
      return `"${key}" (${value}) is an invalid ARN: expected service ${services.join(' or ')}, got ${parts.service}`;
    }
    return undefined;
  };
}

/** Text that parses as JSON. */
export function isJson(): Rule {
  return (key, value) => {
    if (typeof value !== 'string') return undefined;
    try {
      JSON.parse(value);
      return undefined;
    } catch (error) {
      return `"${key}" contains an invalid JSON: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
}

/** A point in time such as `2030-01-01T00:00:00Z`. */
export function isRfc3339(): Rule {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;
  return (key, value) =>
    typeof value === 'string' && (!form.test(value) || Number.isNaN(Date.parse(value)))
      ? `expected "${key}" to be a valid RFC3339 date, got "${value}"`
      : undefined;
}

function* valuesAt(value: Value, steps: readonly string[], path: Path): Generator<{ path: Path; value: Value }> {
  if (value === null || isUnknown(value)) return;
  if (isList(value)) {
    for (const [index, element] of value.entries()) yield* valuesAt(element, steps, [...path, index]);
    return;
  }
  const [step, ...rest] = steps;
  if (step === undefined) yield { path, value };
  else if (isAttributes(value)) yield* valuesAt(value[step] ?? null, rest, [...path, step]);
}

/**
 * Applies rules by dotted path: a path through blocks meets every block, one to a list or set meets every element.
 * Unset and unknown values pass.
 */
export function check(config: Attributes, rules: Readonly<Record<string, Rule | readonly Rule[]>>): Refusal[] {
  return Object.entries(rules).flatMap(([dotted, given]) =>
    [...valuesAt(config, dotted.split('.'), [])].flatMap(({ path, value }) =>
      [given].flat().flatMap((rule) => {
        const message = rule(path.join('.'), value);
        return message === undefined ? [] : [refusal(path, message)];
      }),
    ),
  );
}
