import { type CachePolicy } from '../definition/definitions';

/** An encoding in which the edge compresses. */
export type Encoding = 'br' | 'gzip';

/**
 * `Accept-Encoding` as cache key and origin see it: of what the viewer accepts only what the policy takes part in.
 * @returns '' when nothing is left
 */
export function normalizedAcceptEncoding(
  header: string | undefined,
  { gzip, brotli }: Pick<CachePolicy, 'gzip' | 'brotli'>,
): '' | 'br' | 'gzip' | 'br,gzip' {
  if (header === undefined || (!gzip && !brotli)) return '';
  const acceptsBrotli = brotli && accepts(header, 'br');
  const acceptsGzip = gzip && accepts(header, 'gzip');
  if (acceptsBrotli) return acceptsGzip ? 'br,gzip' : 'br';
  return acceptsGzip ? 'gzip' : '';
}

function accepts(header: string, encoding: Encoding): boolean {
  if (!header.includes(encoding)) return false;
  return header.split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
