/** The content of an element: text, or child elements in order. An element whose content is `undefined` is left out. */
export type XmlContent = string | number | boolean | undefined | readonly XmlElement[];
export type XmlElement = readonly [name: string, content: XmlContent];

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

function escape(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => references[character] ?? character);
}

function render([name, content]: XmlElement, attributes = ''): string {
  if (content === undefined) return '';
  const inner = typeof content === 'object' ? content.map((child) => render(child)).join('') : escape(String(content));
  return `<${name}${attributes}>${inner}</${name}>`;
}

/** An XML 1.0 document with `root` as its only element, in `namespace` when one is given. */
export function xmlDocument(root: XmlElement, namespace?: string): string {
  const attributes = namespace === undefined ? '' : ` xmlns="${escape(namespace)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(root, attributes)}`;
}
