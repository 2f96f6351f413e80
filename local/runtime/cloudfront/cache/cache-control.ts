/** The directives of a `Cache-Control` header that the edge knows. Times are in seconds. */
export interface CacheControl {
  readonly maxAge?: number;
  readonly sMaxAge?: number;
  readonly staleIfError?: number;
  readonly staleWhileRevalidate?: number;
  readonly noStore: boolean;
  readonly noCache: boolean;
  readonly isPrivate: boolean;
  readonly mustRevalidate: boolean;
}

/** Directives in any case, with or without quotes; a time that is no whole number counts as absent. */
export function parseCacheControl(header = ''): CacheControl {
  const values = new Map<string, string>();
  for (const [, name = '', quoted, plain] of header.matchAll(/([^\s,="]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,]*)))?/g)) {
    const lowerCaseName = name.toLowerCase();
    if (!values.has(lowerCaseName)) values.set(lowerCaseName, quoted ?? plain ?? '');
  }
  const seconds = <K extends string>(name: string, key: K): Partial<Record<K, number>> => {
    const value = values.get(name);
    // A record with the one computed key is of this type, which TypeScript does not infer.
    return value !== undefined && /^\d{1,12}$/.test(value) ? ({ [key]: Number(value) } as Record<K, number>) : {};
  };
  return {
    ...seconds('max-age', 'maxAge'),
    ...seconds('s-maxage', 'sMaxAge'),
    ...seconds('stale-if-error', 'staleIfError'),
    ...seconds('stale-while-revalidate', 'staleWhileRevalidate'),
    noStore: values.has('no-store'),
    noCache: values.has('no-cache'),
    isPrivate: values.has('private'),
    mustRevalidate: values.has('must-revalidate') || values.has('proxy-revalidate'),
  };
}
