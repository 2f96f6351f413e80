import { isIP } from 'node:net';

/**
 * The name in a `Host` header: lower case, without port, brackets or final dot.
 * @returns `undefined` when it is no host
 */
export function hostName(header: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+?)\.?)(?::\d{1,5})?$/i.exec(header);
  const [, v6, name] = match ?? [];
  if (v6 !== undefined) return isIP(v6) === 6 ? v6.toLowerCase() : undefined;
  return name?.toLowerCase();
}

const always = ['localhost', '127.0.0.1', '::1'];
const anyAddress = ['0.0.0.0', '::'];

/**
 * The host names under which the front answers. A web page of another site can make a browser send requests here
 * under that site's own name, whose address it has changed to this machine's; no such name is in this set.
 */
export class AllowedHosts {
  readonly #names: Set<string>;
  readonly #suffixes = ['.localhost'];

  /**
   * @param listenHost the address listened on
   * @param more names, or `*.<name>` for all names below one
   * @throws RangeError naming the entry that is no host name
   */
  constructor(listenHost: string, more: readonly string[] = []) {
    this.#names = new Set(anyAddress.includes(listenHost) ? always : [...always, listenHost]);
    for (const entry of more) this.#addEntry(entry);
  }

  /** Adds one name. */
  add(name: string): void {
    this.#names.add(name);
  }

  /** Whether `name`, as `hostName` gives it, is one of them. */
  has(name: string): boolean {
    return this.#names.has(name) || this.#suffixes.some((suffix) => name.endsWith(suffix));
  }

  #addEntry(entry: string): void {
    const below = entry.startsWith('*.');
    const text = below ? entry.slice(2) : entry;
    const name = isIP(text) === 6 ? text.toLowerCase() : text.includes(':') ? undefined : hostName(text);
    if (name === undefined) {
      throw new RangeError(`allowed host must be a name, an address or *.<name>, without port, got ${entry}`);
    }
    if (below) this.#suffixes.push(`.${name}`);
    else this.#names.add(name);
  }
}
