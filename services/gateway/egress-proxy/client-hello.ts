/** What the first bytes of a tunnel are. */
export type ClientHello =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'not-tls' }
  | { readonly kind: 'client-hello'; readonly serverName: string | undefined; readonly isEncrypted: boolean };

const recordHeaderBytes = 5;
const handshakeRecord = 22;
const clientHello = 1;
const handshakeHeaderBytes = 4;
const maxRecordBytes = 16_384;
const serverNameExtension = 0;
const encryptedClientHelloExtension = 0xfe0d;
const hostNameType = 0;

/** Bytes of a ClientHello beyond which it counts as not TLS. */
export const maxClientHelloBytes = 32_768;

/** Reads what a client says first in a tunnel; it may come in several TLS records and parts of them. */
export function readClientHello(data: Buffer): ClientHello {
  const notTls: ClientHello = { kind: 'not-tls' };
  const parts: Buffer[] = [];
  let gathered = 0;
  for (let at = 0; ;) {
    if (data.length > at && data[at] !== handshakeRecord) return notTls;
    if (data.length > at + 1 && data[at + 1] !== 3) return notTls;
    if (data.length < at + recordHeaderBytes) break;
    const length = data.readUInt16BE(at + 3);
    if (length === 0 || length > maxRecordBytes) return notTls;
    const part = data.subarray(at + recordHeaderBytes, at + recordHeaderBytes + length);
    parts.push(part);
    gathered += part.length;
    const message = Buffer.concat(parts);
    if (message.length > 0 && message[0] !== clientHello) return notTls;
    if (message.length >= handshakeHeaderBytes) {
      const end = handshakeHeaderBytes + message.readUIntBE(1, 3);
      if (end > maxClientHelloBytes) return notTls;
      if (gathered >= end) return parseBody(message.subarray(handshakeHeaderBytes, end)) ?? notTls;
    }
    if (part.length < length) break;
    at += recordHeaderBytes + length;
  }
  return data.length > maxClientHelloBytes ? notTls : { kind: 'incomplete' };
}

/** Reads numbers and vectors in order; `undefined` once the data is short. */
class Reader {
  readonly #data: Buffer;
  #at = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#data.length;
  }

  bytes(length: number): Buffer | undefined {
    if (this.#at + length > this.#data.length) return undefined;
    this.#at += length;
    return this.#data.subarray(this.#at - length, this.#at);
  }

  number(bytes: number): number | undefined {
    return this.bytes(bytes)?.readUIntBE(0, bytes);
  }

  /** What follows a length of `lengthBytes` bytes. */
  vector(lengthBytes: number): Buffer | undefined {
    const length = this.number(lengthBytes);
    return length === undefined ? undefined : this.bytes(length);
  }
}

function parseBody(body: Buffer): ClientHello | undefined {
  const reader = new Reader(body);
  const versionAndRandom = reader.bytes(34);
  const sessionId = reader.vector(1);
  const cipherSuites = reader.vector(2);
  const compressionMethods = reader.vector(1);
  if (!versionAndRandom || !sessionId || !cipherSuites || !compressionMethods) return undefined;
  const extensions = reader.isAtEnd ? Buffer.alloc(0) : reader.vector(2);
  if (!extensions || !reader.isAtEnd) return undefined;
  const list = new Reader(extensions);
  const seen = new Map<number, Buffer>();
  while (!list.isAtEnd) {
    const type = list.number(2);
    const value = list.vector(2);
    // A type that comes twice could be read one way here and another way by the server.
    if (type === undefined || value === undefined || seen.has(type)) return undefined;
    seen.set(type, value);
  }
  const names = seen.get(serverNameExtension);
  const serverName = names && parseServerName(names);
  if (names && serverName === undefined) return undefined;
  return { kind: 'client-hello', serverName, isEncrypted: seen.has(encryptedClientHelloExtension) };
}

/** The one host name of the extension. */
function parseServerName(extension: Buffer): string | undefined {
  const outer = new Reader(extension);
  const entries = outer.vector(2);
  if (!entries || !outer.isAtEnd) return undefined;
  const reader = new Reader(entries);
  const type = reader.number(1);
  const name = reader.vector(2);
  return type === hostNameType && reader.isAtEnd ? name?.toString('latin1') : undefined;
}
