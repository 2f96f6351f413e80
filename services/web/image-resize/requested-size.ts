export const formats = ['avif', 'webp', 'jpeg'] as const;
export type Format = (typeof formats)[number];

export const fits = ['cover', 'contain'] as const;
export type Fit = (typeof fits)[number];

/** Sizes in pixels that may be asked for. */
export interface Sizes {
  readonly widths: readonly number[];
  readonly heights: readonly number[];
}

/** What a request asks for. */
export interface RequestedSize {
  readonly width: number;
  /** Absent: as high as the proportions of the original say. */
  readonly height?: number;
  readonly fit: Fit;
  readonly format: Format;
}

/**
 * Reads the query that the viewer-request function has made; the lists are looked at again, since nothing else stands between a
 * function and whoever changes a behaviour.
 * @returns undefined when the original is asked for
 * @throws RangeError naming the parameter that is off its list
 */
export function requestedSize(querystring: string, { widths, heights }: Sizes): RequestedSize | undefined {
  const query = new URLSearchParams(querystring);
  const width = query.get('w');
  if (width === null) return undefined;
  const height = query.get('h');
  return {
    width: oneOf('w', Number(width), widths),
    ...(height !== null && { height: oneOf('h', Number(height), heights) }),
    fit: oneOf('fit', query.get('fit') ?? 'cover', fits),
    format: oneOf('fm', query.get('fm') ?? 'jpeg', formats),
  };
}

function oneOf<T extends string | number>(name: string, value: string | number, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new RangeError(`${name}: must be one of ${allowed.join(', ')}, got ${value}`);
  return found;
}
