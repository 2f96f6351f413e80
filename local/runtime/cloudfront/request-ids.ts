/** Values of `X-Amz-Cf-Id`: unique, of 56 characters. Random in the first part, which is made once, and counted. */
export function requestIds(randomBytes: (length: number) => Uint8Array): () => string {
  const prefix = Buffer.from(randomBytes(33)).toString('base64url');
  let count = 0;
  return () => prefix + (++count).toString(36).padStart(10, '0') + '==';
}
