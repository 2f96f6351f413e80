import { STATUS_CODES } from 'node:http';

/** An answer of the proxy itself, its body complete. */
export interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly contentType?: string;
  /** Further header lines, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The one shape of a failure: `{"detail": "…"}`. */
export function refusal(status: number, detail: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, body: JSON.stringify({ detail }), headers };
}

let dateSecond = 0;
let dateLine = '';

function date(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateLine = new Date(second * 1000).toUTCString();
  }
  return dateLine;
}

/** The head of `answer`, with the empty line after it. */
export function answerHead(answer: Answer, nowMs: number, requestId: string | undefined, close: boolean): string {
  const { status, body, contentType = 'application/json', headers = {} } = answer;
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ndate: ${date(nowMs)}\r\n`;
  head += `content-type: ${contentType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
  if (requestId !== undefined) head += `x-request-id: ${requestId}\r\n`;
  return `${head}${close ? 'connection: close\r\n' : ''}\r\n`;
}
