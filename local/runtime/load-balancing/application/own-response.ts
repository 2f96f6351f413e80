import { type ServerResponse, STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';

/** A response that a load balancer makes itself. */
export interface OwnResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const reasons: Readonly<Record<number, string>> = {
  ...STATUS_CODES,
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/**
 * The response for a status of the load balancer's own, such as 502.
 * @param detail what happened, in words; shown to whoever reads the body on this machine
 */
export function errorResponse(status: number, detail?: string): OwnResponse {
  const title = `${status} ${reasons[status] ?? 'Error'}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    ...(detail === undefined ? [] : [`<!-- ${escaped(detail)} -->`]),
    '</body>',
    '</html>',
    '',
  ];
  return { status, headers: { 'content-type': 'text/html' }, body: lines.join('\r\n') };
}

/** Answers a request by the load balancer itself. */
export function send(response: ServerResponse, { status, headers, body }: OwnResponse): void {
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, reasons[status] ?? '', { server: 'awselb/2.0', ...headers, 'content-length': length });
  response.end(body);
}

/** Answers on a connection that has no response object, and ends it. */
export function sendAndEnd(socket: Duplex, { status, headers, body }: OwnResponse): void {
  const all = { server: 'awselb/2.0', ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${reasons[status] ?? ''}\r\n${head.join('')}\r\n${body}`);
}

/** Text that cannot end the comment that it is in. */
function escaped(text: string): string {
  return text.replace(/[<>]/g, '').replace(/--/g, '- -');
}
