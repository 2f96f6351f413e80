import { xmlDocument } from './xml';

/** The codes of S3 that this store answers with, and the HTTP status of each. */
const statuses = {
  AccessDenied: 403,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedTrailerError: 400,
  MalformedXML: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NoSuchVersion: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  ServiceUnavailable: 503,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3ErrorCode = keyof typeof statuses;

/** A refusal in S3's own terms. `headers` go out with it, such as `x-amz-delete-marker`. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: S3ErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: S3ErrorCode, message: string, options: ErrorOptions & { headers?: Record<string, string> } = {}) {
    super(message, options);
    this.code = code;
    this.status = statuses[code];
    this.headers = options.headers ?? {};
  }

  /** The XML that S3 sends as the body of an error. `resource` is the path that was asked for. */
  toXml(resource: string, requestId: string): string {
    return xmlDocument([
      'Error',
      [
        ['Code', this.code],
        ['Message', this.message],
        ['Resource', resource],
        ['RequestId', requestId],
        ['HostId', 'tristage-state-store'],
      ],
    ]);
  }
}
