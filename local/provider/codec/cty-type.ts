/** A type of Terraform's type system, in the JSON form that the plugin protocol uses. */
export type CtyType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', CtyType]
  | readonly ['tuple', readonly CtyType[]]
  | readonly ['object', Readonly<Record<string, CtyType>>];

/** @throws Error when `json`, the parsed JSON form of a type, is none. */
export function parseCtyType(json: unknown): CtyType {
  if (json === 'string' || json === 'number' || json === 'bool' || json === 'dynamic') return json;
  if (Array.isArray(json)) {
    const parts: readonly unknown[] = json;
    const [kind, inner] = parts;
    if (kind === 'list' || kind === 'set' || kind === 'map') return [kind, parseCtyType(inner)];
    if (kind === 'tuple' && Array.isArray(inner)) return ['tuple', inner.map(parseCtyType)];
    if (kind === 'object' && typeof inner === 'object' && inner !== null) {
      return [
        'object',
        Object.fromEntries(Object.entries(inner).map(([name, type]) => [name, parseCtyType(type)] as const)),
      ];
    }
  }
  throw new Error(`cty type: not a type of Terraform: ${JSON.stringify(json)}`);
}
