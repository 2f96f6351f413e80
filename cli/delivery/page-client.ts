import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** Where pages are asked for. */
export interface PageTarget {
  readonly protocol: 'http' | 'https';
  /** Address on this machine. */
  readonly host: string;
  readonly port: number;
  /** Name that the site is asked by. */
  readonly name: string;
  /** Certificates in PEM to trust, for https. */
  readonly ca?: string;
}

export interface Answer {
  /** What went wrong: a status, or that of the connection; undefined when all is well. */
  readonly failure?: string;
  readonly text: string;
}

const timeoutMs = 15_000;
const assetPath = /["'(](\/_nuxt\/[^"'()\s?#\\]+)/g;

/** Asks for pages and for what they are made of, as a browser without a cache does. */
export class PageClient {
  readonly #target: PageTarget;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(target: PageTarget) {
    this.#target = target;
    this.#agent =
      target.protocol === 'https' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  }

  /** Never rejects. */
  async get(path: string): Promise<Answer> {
    try {
      const { status, type, text } = await this.#send(path);
      if (status !== 200) return { failure: String(status), text };
      // A page in the place of a file would be as good as none.
      const isPage = type.startsWith('text/html');
      return path.startsWith('/_nuxt/') && isPage ? { failure: 'a page instead', text } : { text };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return { failure: code, text: '' };
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(path: string): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
    const { protocol, host, port, name, ca } = this.#target;
    const options = { host, port, path, agent: this.#agent, headers: { host: name }, timeout: timeoutMs };
    return new Promise((resolve, reject) => {
      const onResponse = (response: IncomingMessage): void => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text });
        });
      };
      const request =
        protocol === 'https'
          ? httpsRequest({ ...options, servername: name, ...(ca === undefined ? {} : { ca }) }, onResponse)
          : httpRequest(options, onResponse);
      request.on('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
      request.on('error', reject);
      request.end();
    });
  }
}

/** Paths of the files that a page names. */
export function assetsOf(html: string): readonly string[] {
  const paths = [...html.matchAll(assetPath)].map(([, path = '']) => path);
  return [...new Set(paths)];
}
