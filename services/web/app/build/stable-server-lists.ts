interface RollupPlugin {
  readonly name: string;
  transform(code: string, id: string): { readonly code: string; readonly map: null } | undefined;
}

const lists = '#nitro-internal-virtual/';
const rewrites: Readonly<Record<string, (code: string) => string>> = {
  'server-handlers': numbered,
  plugins: numbered,
  'public-assets-data': sorted,
};

/**
 * Makes Nitro's lists of what a server consists of the same wherever and whenever it is built: Nitro names handlers and
 * plugins by a hash of their absolute paths, and lists public files in the order in which the disk gave them.
 */
export function stableServerLists(): RollupPlugin {
  return {
    name: 'stable-server-lists',
    transform(code, id) {
      const rewrite = rewrites[id.slice(id.indexOf(lists) + lists.length)];
      return id.includes(lists) && rewrite ? { code: rewrite(code), map: null } : undefined;
    },
  };
}

function numbered(code: string): string {
  const names = [...new Set([...code.matchAll(/^(?:import|const) (_\w+) /gm)].map(([, name = '']) => name))];
  return code.replace(/\b_\w+\b/g, (name) => (names.includes(name) ? `_handler${names.indexOf(name)}` : name));
}

function sorted(code: string): string {
  const json = /^export default (\{.*\});$/s.exec(code)?.[1];
  if (json === undefined)
    throw new Error('web app: the list of public files must be an object, got other code of Nitro');
  const files = Object.entries(JSON.parse(json) as Readonly<Record<string, unknown>>); // an object, as matched above
  return `export default ${JSON.stringify(Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)};`;
}
