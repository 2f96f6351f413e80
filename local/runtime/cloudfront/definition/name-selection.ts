/** Which names of a kind (headers, cookies, query strings) count. */
export interface NameSelection {
  readonly kind: 'none' | 'some' | 'all';
  /** Whether `name` counts. Names of headers are lower case on both sides. */
  has(name: string): boolean;
  /** The names listed as counting; none for `all` and `allExcept`. */
  readonly names: readonly string[];
}

export const noNames: NameSelection = { kind: 'none', has: () => false, names: [] };
export const allNames: NameSelection = { kind: 'all', has: () => true, names: [] };

/** The names of a list. */
export function someNames(names: readonly string[]): NameSelection {
  const set = new Set(names);
  return { kind: 'some', has: (name) => set.has(name), names: [...set] };
}

/** All names but those of a list. */
export function allNamesExcept(names: readonly string[]): NameSelection {
  const set = new Set(names);
  return { kind: 'some', has: (name) => !set.has(name), names: [] };
}

/** The names that count in either. */
export function eitherOf(a: NameSelection, b: NameSelection): NameSelection {
  if (a.kind === 'none' || b.kind === 'all') return b;
  if (b.kind === 'none' || a.kind === 'all') return a;
  return { kind: 'some', has: (name) => a.has(name) || b.has(name), names: [...new Set([...a.names, ...b.names])] };
}
