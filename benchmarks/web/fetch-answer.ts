import { type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came, in its coding. */
  readonly body: Buffer;
}

export interface Question {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** GETs on a connection of its own, with `Host` and codings as they are given. */
export function fetchAnswer({ host, port, path, headers = {} }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host, port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    })
      .once('error', reject)
      .end();
  });
}

/** Whether a GET is answered with 200; nothing may listen there yet. */
export async function isServed(question: Question): Promise<boolean> {
  try {
    return (await fetchAnswer(question)).status === 200;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return false;
    throw error;
  }
}
