/** Headers in the order and case in which they came: name, value, name, value. Names compare without case. */
export class HeaderList {
  readonly #raw: string[];

  constructor(raw: readonly string[] = []) {
    this.#raw = [...raw];
  }

  /** Values of the same name joined by a comma; undefined when there is none. */
  get(lowerCaseName: string): string | undefined {
    let found: string | undefined;
    for (let index = 0; index < this.#raw.length; index += 2) {
      if (!isNamed(this.#raw[index], lowerCaseName)) continue;
      const value = this.#raw[index + 1] ?? '';
      // Cookies are the one header that is joined otherwise.
      found = found === undefined ? value : `${found}${lowerCaseName === 'cookie' ? '; ' : ', '}${value}`;
    }
    return found;
  }

  has(lowerCaseName: string): boolean {
    return this.get(lowerCaseName) !== undefined;
  }

  append(name: string, value: string): void {
    this.#raw.push(name, value);
  }

  /** Takes the place of all headers of that name. */
  set(name: string, value: string): void {
    this.removeWhere((other) => other === name.toLowerCase());
    this.#raw.push(name, value);
  }

  delete(lowerCaseName: string): void {
    this.removeWhere((name) => name === lowerCaseName);
  }

  removeWhere(test: (lowerCaseName: string) => boolean): void {
    let kept = 0;
    for (let index = 0; index < this.#raw.length; index += 2) {
      const name = this.#raw[index] ?? '';
      if (test(name.toLowerCase())) continue;
      this.#raw[kept++] = name;
      this.#raw[kept++] = this.#raw[index + 1] ?? '';
    }
    this.#raw.length = kept;
  }

  *entries(): Generator<readonly [name: string, value: string]> {
    for (let index = 0; index < this.#raw.length; index += 2) {
      yield [this.#raw[index] ?? '', this.#raw[index + 1] ?? ''];
    }
  }

  clone(): HeaderList {
    return new HeaderList(this.#raw);
  }

  /** As `writeHead` takes them. */
  toRaw(): string[] {
    return [...this.#raw];
  }
}

function isNamed(name: string | undefined, lowerCaseName: string): boolean {
  return name?.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName;
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Removes what holds for one connection only: always, or because `Connection` names it. */
export function removeHopByHop(headers: HeaderList): void {
  const named = (headers.get('connection') ?? '').split(',').map((name) => name.trim().toLowerCase());
  headers.removeWhere((name) => hopByHop.has(name) || named.includes(name));
}

/** A header's value as HTTP allows it. */
export function isHeaderValue(value: string): boolean {
  return !/[^\t\x20-\x7e\x80-\xff]/.test(value);
}
