import { Readable } from 'node:stream';

/** Request of a service that speaks AWS JSON: the operation and its input as they are on the wire. */
export interface JsonRequest {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

export interface JsonAnswer {
  readonly statusCode: number;
  readonly body: object;
}

interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Stands in for the HTTP handler of a real SDK client: `answer` is the service. */
export function jsonRequestHandler(answer: (request: JsonRequest) => JsonAnswer) {
  return {
    handle({ headers, body: bytes }: HttpRequest) {
      const operation = String(headers['x-amz-target']).replace(/^.*\./, '');
      const input = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
      const { statusCode, body } = answer({ operation, input });
      const response = {
        statusCode,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: Readable.from([Buffer.from(JSON.stringify(body))]),
      };
      return Promise.resolve({ response });
    },
  };
}
