import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';

/**
 * Passes a body on to one reader and keeps a copy. While the copy is made the body is read as fast as it comes, so that
 * a slow reader does not hold up those who wait for the copy; the reader may also go away.
 * @param done called once: with the copy, or without when the body broke off or grew beyond `maxBytes`
 */
export function recordBody(body: Readable, maxBytes: number, done: (copy: Buffer | undefined) => void): Readable {
  const reader = new PassThrough();
  // A reader that went away says so by this too.
  reader.on('error', () => undefined);
  let copy: Buffer[] | undefined = [];
  let length = 0;
  const giveUp = (): void => {
    if (copy === undefined) return;
    copy = undefined;
    done(undefined);
  };
  const pump = async (): Promise<void> => {
    for await (const chunk of body) {
      // Bodies are streams of bytes, without an encoding.
      const bytes = chunk as Buffer;
      length += bytes.length;
      if (length > maxBytes) giveUp();
      copy?.push(bytes);
      if (reader.destroyed) {
        if (copy === undefined) return;
      } else if (!reader.write(bytes) && copy === undefined) {
        await Promise.race([once(reader, 'drain'), once(reader, 'close')]);
      }
    }
    if (copy !== undefined) done(Buffer.concat(copy, length));
    reader.end();
  };
  pump().catch((error: unknown) => {
    giveUp();
    reader.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return reader;
}
