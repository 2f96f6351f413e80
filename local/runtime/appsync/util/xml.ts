/** A JSON value made from XML. */
type XmlValue = string | number | boolean | null | XmlObject | XmlValue[];
interface XmlObject {
  [name: string]: XmlValue;
}

const NAME = String.raw`[A-Za-z_:\u0080-\uFFFF][\w.:\u0080-\uFFFF-]*`;
const ATTRIBUTE = new RegExp(String.raw`\s+(${NAME})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * `util.xml.toMap`: elements and attributes become keys, repeated elements lists, text of an element with keys of its
 * own the key `content`; text that is a number, boolean or null in JSON becomes one (`<id>1</id>` is `{ id: 1 }`).
 * @throws Error when the text is not well-formed.
 */
export function xmlToMap(xml: string): Record<string, unknown> {
  const reader = new XmlReader(xml);
  const root: XmlObject = {};
  while (reader.skipMisc()) {
    const [name, value] = reader.element();
    add(root, name, value);
  }
  return root;
}

/** `util.xml.toJsonString`: the map as JSON; with `stringEncode` that JSON as a JSON string literal. */
export function xmlToJsonString(xml: string, stringEncode = false): string {
  const json = JSON.stringify(xmlToMap(xml));
  return stringEncode ? JSON.stringify(json) : json;
}

class XmlReader {
  readonly #xml: string;
  #at = 0;

  constructor(xml: string) {
    this.#xml = xml;
  }

  /** Passes over white space, comments, instructions and the document type; false at the end of the text. */
  skipMisc(): boolean {
    const misc = /(?:\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE(?:[^[>]|\[[^\]]*\])*>)+/y;
    this.#take(misc);
    return this.#at < this.#xml.length;
  }

  /** Reads one element, attributes and content included. */
  element(): readonly [string, XmlValue] {
    const name = this.#take(new RegExp(`<(${NAME})`, 'y'))?.[1];
    if (name === undefined) throw this.#fault('an element must begin here');
    const keys: XmlObject = {};
    for (let match = this.#take(ATTRIBUTE); match; match = this.#take(ATTRIBUTE)) {
      add(keys, match[1] ?? '', toValue(unescapeEntities(match[2] ?? match[3] ?? '')));
    }
    if (this.#take(/\s*\/>/y)) return [name, hasKeys(keys) ? keys : ''];
    if (!this.#take(/\s*>/y)) throw this.#fault(`the tag of ${name} must be closed by >`);
    const text = this.#content(name, keys);
    if (!hasKeys(keys)) return [name, toValue(text)];
    if (text !== '') add(keys, 'content', toValue(text));
    return [name, keys];
  }

  /** Adds child elements to `keys` up to the end tag of `name` and answers the text between them. */
  #content(name: string, keys: XmlObject): string {
    const end = new RegExp(`</${name.replaceAll('.', '\\.')}\\s*>`, 'y');
    let text = '';
    while (!this.#take(end)) {
      if (this.#take(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/y)) continue;
      const cdata = this.#take(/<!\[CDATA\[([\s\S]*?)\]\]>/y);
      const characters = cdata ?? this.#take(/([^<]+)/y);
      if (characters) text += cdata ? cdata[1] : unescapeEntities(characters[1] ?? '');
      else if (this.#at >= this.#xml.length || this.#xml.startsWith('</', this.#at))
        throw this.#fault(`</${name}> is missing`);
      else add(keys, ...this.element());
    }
    return text.trim();
  }

  /** Takes what the sticky pattern `form` matches right here, and nothing when it does not. */
  #take(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.#at;
    const match = form.exec(this.#xml);
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  #fault(what: string): Error {
    return new Error(`util.xml: ${what}, at ${this.#at}: ${JSON.stringify(this.#xml.slice(this.#at, this.#at + 20))}`);
  }
}

/** Adds a value under `name`; a second value of that name makes a list. */
function add(target: XmlObject, name: string, value: XmlValue): void {
  const known = Object.hasOwn(target, name) ? target[name] : undefined;
  // Defined, not assigned: an element may be called __proto__.
  const next = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
  Object.defineProperty(target, name, { value: next, enumerable: true, configurable: true, writable: true });
}

function hasKeys(value: XmlObject): boolean {
  return Object.keys(value).length > 0;
}

function toValue(text: string): XmlValue {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^null$/i.test(text)) return null;
  // Leading zeros and numbers beyond a double's exact integers stay text: they are rather codes than numbers.
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);
  const number = Number(text);
  return isNumber && Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
}

function unescapeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    },
  );
}
