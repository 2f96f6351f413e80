const NAMED: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\n': '\\n',
  '\t': '\\t',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
};

/** `util.escapeJavaScript`: quotes, backslash, slash and control characters escaped; beyond ASCII as `\uXXXX`. */
export function escapeJavaScript(text: string): string {
  let escaped = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const code = text.charCodeAt(at);
    if (NAMED[character] !== undefined) escaped += NAMED[character];
    else if (code < 0x20 || code > 0x7f) escaped += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
    else escaped += character;
  }
  return escaped;
}
