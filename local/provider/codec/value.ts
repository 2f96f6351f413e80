/** The type of `UNKNOWN`, of which there is one. */
export class Unknown {
  readonly known = false;

  toString(): string {
    return '(known after apply)';
  }
}

/** A value that Terraform does not know yet: it becomes known during apply. */
export const UNKNOWN = Object.freeze(new Unknown());

/** A number that a double cannot hold exactly; `text` is its decimal form. */
export class BigDecimal {
  constructor(readonly text: string) {}
}

/**
 * A value of Terraform's type system: lists, sets and tuples are arrays, maps and objects are plain objects.
 * Sets are kept in the order in which they arrived.
 */
export type Value =
  null | boolean | number | BigDecimal | string | Unknown | readonly Value[] | { readonly [name: string]: Value };

/** The attributes and nested blocks of a resource, data source or provider configuration, by their schema names. */
export type Attributes = Readonly<Record<string, Value>>;

export function isUnknown(value: Value | undefined): value is Unknown {
  return value === UNKNOWN;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether the value is a map or an object. */
export function isAttributes(value: Value | undefined): value is Attributes {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof BigDecimal) && !(value instanceof Unknown);
}
