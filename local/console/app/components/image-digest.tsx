import { type ReactNode } from 'react';
import { CopyButton } from './copy-button';

const shownDigits = 12;

/** The digest of `<repository>@sha256:…`, shortened, and a button that copies all of it. */
export function ImageDigest({ image }: { readonly image: string }): ReactNode {
  const hex = image.slice(image.lastIndexOf(':') + 1);
  return (
    <span className="image">
      <code title={image}>sha256:{hex.slice(0, shownDigits)}…</code>
      <CopyButton what={`image ${hex.slice(0, shownDigits)}`} text={() => Promise.resolve(image)} />
    </span>
  );
}
