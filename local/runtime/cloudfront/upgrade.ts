import { type Duplex } from 'node:stream';
import { type EdgeResponse } from './edge-message';
import { HeaderList } from './header-list';
import { OriginError, type UpgradedOrigin } from './origins/origin';
import { errorPage } from './response/error-page';
import { discardBody } from './response/discard-body';

/** An open WebSocket on which nothing moves is ended after CloudFront's time. */
const idleTimeoutMs = 10 * 60 * 1000;

/**
 * Joins a viewer that asks for a WebSocket with the origin, or gives the answer that there is instead.
 * @returns the status that the viewer got
 */
export async function passUpgrade(
  viewer: Duplex,
  head: Buffer,
  open: () => Promise<UpgradedOrigin | EdgeResponse>,
): Promise<number> {
  // The viewer may go away while the origin is asked.
  viewer.on('error', () => viewer.destroy());
  const opened = await open().catch((error: unknown) => {
    const status = error instanceof OriginError ? error.status : 502;
    return errorPage(status, error instanceof Error ? error.message : String(error));
  });
  if (!('response' in opened)) {
    endWith(viewer, opened);
    return opened.status;
  }
  const { response } = opened;
  const status = response.statusCode ?? 502;
  if (!('socket' in opened)) {
    const headers = new HeaderList(response.rawHeaders);
    headers.removeWhere((name) => name === 'connection' || name === 'keep-alive' || name === 'transfer-encoding');
    viewer.write(headText(status, response.statusMessage, headers, 'close'));
    response.on('error', () => viewer.destroy());
    response.pipe(viewer);
    return status;
  }
  viewer.write(headText(status, response.statusMessage, new HeaderList(response.rawHeaders)));
  const { socket } = opened;
  for (const [from, to] of [
    [viewer, socket],
    [socket, viewer],
  ] as const) {
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
    from.pipe(to);
  }
  socket.setTimeout(idleTimeoutMs, () => socket.destroy());
  if (opened.head.length > 0) viewer.write(opened.head);
  if (head.length > 0) socket.write(head);
  return status;
}

function endWith(viewer: Duplex, response: EdgeResponse): void {
  const { status, statusText, headers, body } = response;
  discardBody(response);
  viewer.end(
    headText(status, statusText, headers, 'close') + (Buffer.isBuffer(body) ? body.toString('latin1') : ''),
    'latin1',
  );
}

function headText(status: number, statusText: string | undefined, headers: HeaderList, connection?: string): string {
  let text = `HTTP/1.1 ${status} ${statusText ?? ''}\r\n`;
  for (const [name, value] of headers.entries()) text += `${name}: ${value}\r\n`;
  return `${text}${connection === undefined ? '' : `connection: ${connection}\r\n`}\r\n`;
}
