/** Which attributes a read answers, as AppSync's requests carry it. */
export interface Projection {
  readonly expression: string;
  readonly expressionNames: Readonly<Record<string, string>>;
}

/**
 * Attribute paths (`id`, `nested.field`, `list[1].name`) as a projection. Every segment gets a placeholder, so reserved
 * words and odd characters are safe; a segment that occurs twice keeps its placeholder.
 */
export function toProjection(paths: readonly string[]): Projection {
  const placeholders = new Map<string, string>();
  const expression = paths.map((path) => path.split('.').map(aliased).join('.')).join(', ');
  return {
    expression,
    expressionNames: Object.fromEntries([...placeholders].map(([name, placeholder]) => [placeholder, name])),
  };

  function aliased(segment: string): string {
    const bracket = segment.indexOf('[');
    const name = bracket < 0 ? segment : segment.slice(0, bracket);
    const placeholder = placeholders.get(name) ?? `#expName_${placeholders.size + 1}`;
    placeholders.set(name, placeholder);
    return placeholder + segment.slice(name.length);
  }
}
