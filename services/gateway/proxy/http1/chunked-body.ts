import { ProtocolError } from './protocol-error';

const CR = 0x0d;
const LF = 0x0a;

/** Longest chunk-size line and longest trailer section, in bytes. */
const maxLineBytes = 256;
const maxTrailerBytes = 8192;

type State =
  'size' | 'extension' | 'size-lf' | 'data' | 'data-cr' | 'data-lf' | 'line' | 'field' | 'field-lf' | 'end-lf';

const hexDigits = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit += 1) {
  hexDigits[digit.toString(16).charCodeAt(0)] = digit;
  hexDigits[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/**
 * Follows a chunked body through the buffers it arrives in, so that its bytes can be passed on as they are. It takes CRLF
 * only, sizes of up to 12 hexadecimal digits and extensions of printable characters.
 */
export class ChunkedBody {
  /** Bytes of data so far, without framing. */
  dataBytes = 0;
  /** Where the trailer section starts in the buffer last scanned: 0 when it started in an earlier one, -1 before it. */
  trailersFrom = -1;
  #state: State = 'size';
  #digits = 0;
  #remaining = 0;
  #lineBytes = 0;

  /**
   * Scans `buffer` from `from`; returns the index after the body, or -1 when the body goes on.
   * @throws ProtocolError 400 for framing that is not exactly RFC 9112's.
   */
  scan(buffer: Buffer, from: number): number {
    if (this.trailersFrom > 0) this.trailersFrom = 0;
    let at = from;
    while (at < buffer.length) {
      if (this.#state === 'data') {
        const taken = Math.min(this.#remaining, buffer.length - at);
        at += taken;
        this.dataBytes += taken;
        this.#remaining -= taken;
        if (this.#remaining === 0) this.#state = 'data-cr';
        continue;
      }
      if (this.#step(buffer[at]!)) return at + 1;
      at += 1;
      if (this.trailersFrom === -1 && this.#state === 'line') this.trailersFrom = at;
    }
    return -1;
  }

  /** Takes one byte of framing; true when it was the body's last. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case 'size':
        this.#takeSize(byte);
        return false;
      case 'extension':
        if (byte === CR) this.#state = 'size-lf';
        else this.#takeText(byte, maxLineBytes, 'invalid chunk extension');
        return false;
      case 'size-lf':
        this.#expect(byte, LF);
        this.#lineBytes = 0;
        this.#state = this.#remaining === 0 ? 'line' : 'data';
        return false;
      case 'data-cr':
        this.#expect(byte, CR);
        this.#state = 'data-lf';
        return false;
      case 'data-lf':
        this.#expect(byte, LF);
        this.#digits = 0;
        this.#state = 'size';
        return false;
      case 'line':
        if (byte === CR) this.#state = 'end-lf';
        else {
          if (byte === 0x20 || byte === 0x09) throw new ProtocolError(400, 'folded trailer line');
          this.#takeText(byte, maxTrailerBytes, 'invalid trailer');
          this.#state = 'field';
        }
        return false;
      case 'field':
        if (byte === CR) this.#state = 'field-lf';
        else this.#takeText(byte, maxTrailerBytes, 'invalid trailer');
        return false;
      case 'field-lf':
        this.#expect(byte, LF);
        this.#state = 'line';
        return false;
      case 'end-lf':
        this.#expect(byte, LF);
        return true;
      case 'data':
        throw new Error('chunked-body: data is taken whole, not byte by byte');
    }
  }

  #takeSize(byte: number): void {
    const digit = hexDigits[byte]!;
    if (digit >= 0) {
      this.#digits += 1;
      if (this.#digits > 12) throw new ProtocolError(400, 'chunk size too long');
      this.#remaining = (this.#digits === 1 ? 0 : this.#remaining * 16) + digit;
      return;
    }
    if (this.#digits > 0 && byte === CR) this.#state = 'size-lf';
    else if (this.#digits > 0 && byte === 0x3b) this.#state = 'extension';
    else throw new ProtocolError(400, 'invalid chunk size');
  }

  #takeText(byte: number, limitBytes: number, fault: string): void {
    this.#lineBytes += 1;
    if (this.#lineBytes > limitBytes || (byte < 0x20 && byte !== 0x09) || byte === 0x7f)
      throw new ProtocolError(400, fault);
  }

  #expect(byte: number, wanted: number): void {
    if (byte !== wanted) throw new ProtocolError(400, 'invalid line end in a chunked body');
  }
}
