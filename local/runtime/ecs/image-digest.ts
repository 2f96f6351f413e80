import { createHash } from 'node:crypto';

/** What may ask a program to end. */
export const stopSignals = ['SIGTERM', 'SIGQUIT', 'SIGINT'] as const;
export type StopSignal = (typeof stopSignals)[number];

/** What an image consists of. */
export interface ImageContent {
  /** Name of the image, which its repositories' names begin with. */
  readonly repository: string;
  /** Program and arguments, run in the image's folder. */
  readonly command: readonly string[];
  /** Signal that asks its program to end. @default SIGTERM */
  readonly stopSignal?: StopSignal | undefined;
  /** SHA-256 of each file in hexadecimal digits, by path. */
  readonly files: Readonly<Record<string, string>>;
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** `sha256:` and 64 hexadecimal digits: equal for equal content, as the digest of an image's manifest is. */
export function imageDigest({ repository, command, stopSignal, files }: ImageContent): string {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return `sha256:${sha256(JSON.stringify({ repository, command, stopSignal, files: sorted }))}`;
}
