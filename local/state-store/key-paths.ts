import { createHash } from 'node:crypto';

const maximumNameBytes = 255;
const maximumPathBytes = 2048;

/** Percent-encodes all but letters, digits and `-_.=:@+,` so that no name is special to a shell or a file system. */
function encode(text: string): string {
  return text.replace(/[^A-Za-z0-9\-_.=:@+,]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

function encodeSegment(segment: string): string {
  // `/` itself never occurs in a segment, so its code is free to stand for an empty one.
  if (segment === '') return '%2F';
  if (segment === '.' || segment === '..') return segment.replaceAll('.', '%2E');
  return encode(segment);
}

/**
 * The relative path a person finds a key at: the key itself, with unusual characters percent-encoded. Two keys never
 * share a path and no path leaves its folder. `undefined` when the path would be longer than file systems allow.
 */
export function readablePath(key: string): string | undefined {
  const segments = key.split('/').map(encodeSegment);
  const path = segments.join('/');
  return path.length > maximumPathBytes || segments.some((name) => name.length > maximumNameBytes) ? undefined : path;
}

/**
 * A single file name for a key of any length: its end, readable, and its hash, which also keeps apart keys that differ
 * in case only on file systems that do not. Holds a `~`, which `readablePath` never does.
 */
export function flatName(key: string): string {
  return `${encode(key).slice(-100)}~${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}
