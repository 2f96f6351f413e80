/** What a writer says of a new version: an object, or the marker that a delete leaves in a versioned bucket. */
export interface VersionDraft {
  readonly kind: 'object' | 'deleteMarker';
  /** MD5 of an object's body in hexadecimal, with `-<parts>` after a multipart upload; `''` for a delete marker. */
  readonly etag: string;
  /** Headers that reading the object gives back, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** `x-amz-checksum-*` by header name, given back to a reader that asks for them. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** One version of one key, never changed once it is there. */
export interface ObjectVersion extends VersionDraft {
  readonly key: string;
  /** 1 for the first version of a key, then without gaps. */
  readonly sequence: number;
  readonly versionId: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
}

/** An object at rest or a marker that it was deleted, as S3 shows it: a marker hides the object. */
export function isObject(version: ObjectVersion | undefined): version is ObjectVersion & { readonly kind: 'object' } {
  return version?.kind === 'object';
}
