import { attribute, copyValue, setAttribute, type AttributeValue, type Item } from '../values/attribute-value';
import { type Path } from './syntax';

/** The value at `path`; undefined where the document has none. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const element of path) {
    if (value === undefined) return undefined;
    if (typeof element === 'number') value = value.L?.[element];
    else value = value.M && attribute(value.M, element);
  }
  return value;
}

/** Paths as a tree: `true` takes all below. */
type Selection = Map<string | number, Selection | true>;

function select(paths: readonly Path[]): Selection {
  const root: Selection = new Map();
  for (const path of paths) {
    let selection = root;
    path.forEach((element, index) => {
      const below = selection.get(element);
      if (below === true) return;
      if (index === path.length - 1) selection.set(element, true);
      else {
        const next: Selection = below ?? new Map<string | number, Selection | true>();
        selection.set(element, next);
        selection = next;
      }
    });
  }
  return root;
}

/** A copy of the parts of `item` that `paths` name; of a list the named elements, in their order. */
export function project(item: Item, paths: readonly Path[]): Record<string, AttributeValue> {
  return projectMap(item, select(paths)) ?? {};
}

function projectMap(map: Item, selection: Selection): Record<string, AttributeValue> | undefined {
  const projected: Record<string, AttributeValue> = {};
  for (const [name, below] of selection) {
    if (typeof name === 'number') return undefined;
    const value = attribute(map, name);
    const part = value && projectValue(value, below);
    if (part) setAttribute(projected, name, part);
  }
  return projected;
}

function projectValue(value: AttributeValue, selection: Selection | true): AttributeValue | undefined {
  if (selection === true) return copyValue(value);
  if (value.M) {
    const map = projectMap(value.M, selection);
    return map && Object.keys(map).length > 0 ? { M: map } : undefined;
  }
  if (!value.L) return undefined;
  const list: AttributeValue[] = [];
  for (const [index, element] of value.L.entries()) {
    const below = selection.get(index);
    const part = below === undefined ? undefined : projectValue(element, below);
    if (part) list.push(part);
  }
  return list.length > 0 ? { L: list } : undefined;
}
