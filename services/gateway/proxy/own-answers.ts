import { type FastifyInstance } from 'fastify';
import { IncomingMessage, ServerResponse } from 'node:http';
import { type ClientConnection, type RequestHandler } from './client/client-connection';
import { type RequestHead } from './http1/request-head';

const paths: ReadonlySet<string> = new Set(['/', '/health', '/openapi.json']);

/** Whether the gateway answers `path` itself. */
export function isOwnPath(path: string): boolean {
  return paths.has(path);
}

/** A GET or HEAD that the gateway's own application answers. A body that comes with it is not looked at. */
export class OwnAnswer implements RequestHandler {
  readonly #onEnd: (status: number) => void;
  #over = false;

  /** Starts to answer `head`; `onEnd` is called once, with the status of the answer, 499 when the client left before it. */
  constructor(
    app: FastifyInstance,
    client: ClientConnection,
    head: RequestHead,
    requestId: string,
    onEnd: (status: number) => void,
  ) {
    this.#onEnd = onEnd;
    const { socket } = client;
    const request = new IncomingMessage(socket);
    request.method = head.method;
    request.url = head.target;
    request.httpVersion = '1.1';
    request.push(null);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = !client.closesAfterAnswer();
    response.setHeader('x-request-id', requestId);
    response.assignSocket(socket);
    response.once('finish', () => {
      response.detachSocket(socket);
      if (this.#over) return;
      this.#end(response.statusCode);
      client.finish();
    });
    app.routing(request, response);
  }

  onClientGone(): void {
    this.#end(499);
  }

  onRequestFault(): void {
    // The answer does not depend on the body, and the connection is closed after it while one is open.
  }

  onRequestBody(): void {
    // GET and HEAD give a body no meaning (RFC 9110, 9.3.1).
  }

  onClientDrain(): void {
    // The answer is small and written at once.
  }

  checkTimeouts(): void {
    // The application asks nobody, so nothing can be late.
  }

  #end(status: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#onEnd(status);
  }
}
