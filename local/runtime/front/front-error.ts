import { errorCode } from '../error-code';

export type FrontErrorCode = 'port-taken' | 'port-refused' | 'address-unknown';

/** Why the front cannot listen. */
export class FrontError extends Error {
  override readonly name = 'FrontError';

  constructor(
    readonly code: FrontErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The error for a failed `listen`, with its remedy; any other error is passed on as it is. */
export function listenError(cause: Error, host: string, port: number): Error {
  switch (errorCode(cause)) {
    case 'EADDRINUSE':
      return new FrontError(
        'port-taken',
        `port ${port} of ${host}: another process listens on it; end that process, choose another port, or 0 for a free one`,
        { cause },
      );
    case 'EACCES':
      return new FrontError(
        'port-refused',
        `port ${port} of ${host}: this user may not listen on it; choose a port from 1024 to 65535, or 0 for a free one`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new FrontError(
        'address-unknown',
        `host ${host}: not an address of this machine; use 127.0.0.1, or 0.0.0.0 for all of its addresses`,
        { cause },
      );
    default:
      return cause;
  }
}
