import { createHash, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Clock } from '../clock';
import { errorCode } from '../error-code';
import type * as Issue from './issue';
import { type KeyPair } from './issue';
import { createPrivateFile, replacePrivateFile } from './private-files';

/** Most starts issue no certificate, and the library that does takes a fifth of a second to load. */
const load = createRequire(__filename);
const issue = (): typeof Issue => load('./issue') as typeof Issue; // the module at that path

const dayMs = 24 * 60 * 60 * 1000;
const caLifetimeMs = 10 * 365 * dayMs;
/** Clients refuse server certificates that live for more than 398 days. */
const serverLifetimeMs = 90 * dayMs;
const renewBeforeMs = 30 * dayMs;

const keyBlock = /-----BEGIN PRIVATE KEY-----[^]*?-----END PRIVATE KEY-----\n?/;
const certificateBlock = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n?/;

/**
 * A certificate authority of this machine and the server certificate that it signs, made when first needed and kept
 * in a directory: `ca.pem` for clients to trust, `ca.key.pem` and `server.key.pem` (key and certificate, mode 0600).
 */
export class Certificates {
  readonly caFile: string;
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.caFile = join(directory, 'ca.pem');
    this.#directory = directory;
    this.#clock = clock;
  }

  /** A server certificate for all of `names` (DNS names and addresses) that is valid for 30 more days at least. */
  async serverFor(names: readonly string[]): Promise<KeyPair> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const ca = await this.#authority();
    const file = join(this.#directory, 'server.key.pem');
    const stored = await readPair(file);
    if (stored !== undefined && this.#isFresh(stored) && isSignedBy(stored, ca) && covers(stored, names)) return stored;
    // Names of the stored one are kept, so that two runtimes with other APIs do not replace it in turn.
    const all = [...new Set([...(stored === undefined ? [] : namesOf(stored)), ...names])];
    const pair = await issue().issueServer(ca, all, this.#lifetime(serverLifetimeMs));
    await replacePrivateFile(file, pair.key + pair.cert);
    return pair;
  }

  /**
   * A server certificate for exactly `names`, unlike `serverFor`, whose certificate may name more: a client that comes
   * by another name is to be refused. Each set of names has a file of its own, `names-<hash>.key.pem`.
   */
  async exactlyFor(names: readonly string[]): Promise<KeyPair> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const ca = await this.#authority();
    const sorted = [...new Set(names)].sort();
    const hash = createHash('sha256').update(sorted.join()).digest('hex').slice(0, 16);
    const file = join(this.#directory, `names-${hash}.key.pem`);
    const stored = await readPair(file);
    if (stored !== undefined && this.#isFresh(stored) && isSignedBy(stored, ca)) return stored;
    const pair = await issue().issueServer(ca, sorted, this.#lifetime(serverLifetimeMs));
    await replacePrivateFile(file, pair.key + pair.cert);
    return pair;
  }

  async #authority(): Promise<KeyPair> {
    const file = join(this.#directory, 'ca.key.pem');
    const stored = await readPair(file);
    const pair = stored !== undefined && this.#isFresh(stored) ? stored : await this.#newAuthority(file, stored);
    if ((await readText(this.caFile)) !== pair.cert) await replacePrivateFile(this.caFile, pair.cert);
    return pair;
  }

  async #newAuthority(file: string, former: KeyPair | undefined): Promise<KeyPair> {
    const made = await issue().issueAuthority(this.#lifetime(caLifetimeMs));
    const text = made.key + made.cert;
    if (former !== undefined) {
      await replacePrivateFile(file, text);
      return made;
    }
    // Of two runtimes that start at once, both use what the first has made.
    await createPrivateFile(file, text);
    const first = await readPair(file);
    if (first === undefined) throw new Error(`${file}: holds no key and certificate; remove it`);
    return first;
  }

  #lifetime(ms: number): { readonly notBefore: Date; readonly notAfter: Date } {
    const now = this.#clock.nowMs();
    // A day back, for clients whose clock is behind.
    return { notBefore: new Date(now - dayMs), notAfter: new Date(now + ms) };
  }

  #isFresh({ cert }: KeyPair): boolean {
    const { validFrom, validTo } = new X509Certificate(cert);
    const now = this.#clock.nowMs();
    return Date.parse(validFrom) <= now && now + renewBeforeMs < Date.parse(validTo);
  }
}

function isSignedBy({ cert }: KeyPair, ca: KeyPair): boolean {
  return new X509Certificate(cert).verify(new X509Certificate(ca.cert).publicKey);
}

function covers(pair: KeyPair, names: readonly string[]): boolean {
  const present = new Set(namesOf(pair));
  return names.every((name) => present.has(name));
}

function namesOf({ cert }: KeyPair): readonly string[] {
  const text = new X509Certificate(cert).subjectAltName ?? '';
  return text.split(', ').map((entry) => {
    const [kind, value = ''] = entry.split(/:(.*)/s);
    // Node writes an IPv6 address in full.
    return kind === 'IP Address' && value === '0:0:0:0:0:0:0:1' ? '::1' : value;
  });
}

/** @returns `undefined` when the file is absent or holds no key and certificate */
async function readPair(file: string): Promise<KeyPair | undefined> {
  const text = await readText(file);
  const key = keyBlock.exec(text ?? '')?.[0];
  const cert = certificateBlock.exec(text ?? '')?.[0];
  return key === undefined || cert === undefined ? undefined : { key, cert };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
