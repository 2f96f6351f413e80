import { type EdgeResponse } from '../edge-message';

/** Ends a body that nobody will read. */
export function discardBody({ body }: EdgeResponse): void {
  if (body === undefined || Buffer.isBuffer(body)) return;
  // What goes wrong with it from now on is of no interest.
  body.on('error', () => undefined).destroy();
}
