import { gunzipSync } from 'node:zlib';
import { parse, type Program } from 'acorn';
import { type Answer, fetchAnswer } from './fetch-answer';
import { type SystemAddresses } from './system-addresses';

/** How a browser that knows gzip asks. wrk sends a `Host` of its own beside one that is written in another way. */
export const gzipHeaders = ({ siteName }: Pick<SystemAddresses, 'siteName'>): Readonly<Record<string, string>> => ({
  Host: siteName,
  'Accept-Encoding': 'gzip',
});

export interface ShippedScripts {
  /** Path of the page's own script. */
  readonly entry: string;
  /** All scripts that the browser loads to run the page, by path, as gzip came. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Scripts in the page itself. */
  readonly inlineBytes: number;
}

/** GETs a path of the site at its edge. @throws Error for anything but 200 */
export async function fetchFromEdge(addresses: SystemAddresses, path: string): Promise<Answer> {
  const answer = await fetchAnswer({ ...addresses.edge, path, headers: gzipHeaders(addresses) });
  if (answer.status !== 200) throw new Error(`web benchmark: ${path} was answered with ${answer.status}`);
  return answer;
}

/** The content of an answer, out of its coding. */
export function contentOf({ headers, body }: Answer): Buffer {
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/**
 * The scripts of the landing page as a browser loads them: those that the page names to run or to load at once, and what
 * they import statically; not what it may fetch later.
 */
export async function shippedScripts(addresses: SystemAddresses): Promise<ShippedScripts> {
  const html = contentOf(await fetchFromEdge(addresses, '/')).toString();
  const tags = [...html.matchAll(/<(script|link)\b([^>]*)>([^<]*)/g)].map(([, kind, attributes = '', text = '']) => ({
    kind,
    type: attributeOf(attributes, 'type'),
    rel: attributeOf(attributes, 'rel'),
    source: attributeOf(attributes, 'src') ?? attributeOf(attributes, 'href'),
    text,
  }));
  const scripts = tags.filter(({ kind }) => kind === 'script');
  const sources = scripts.flatMap(({ source }) => (source === undefined ? [] : [source]));
  const preloaded = tags.flatMap(({ rel, source }) =>
    rel === 'modulepreload' && source !== undefined ? [source] : [],
  );
  const [entry] = sources;
  if (entry === undefined) throw new Error('web benchmark: the landing page has no script');
  const files = new Map<string, Buffer>();
  const waiting = [...sources, ...preloaded];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    const answer = await fetchFromEdge(addresses, path);
    files.set(path, answer.body);
    waiting.push(...staticImports(contentOf(answer).toString(), path));
  }
  const inline = scripts.filter(({ source, type }) => source === undefined && type !== 'application/json');
  return { entry, files, inlineBytes: inline.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) };
}

function attributeOf(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
}

function staticImports(code: string, path: string): readonly string[] {
  const { body }: Program = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  return body.flatMap((statement) => {
    const source = 'source' in statement ? statement.source?.value : undefined;
    return typeof source === 'string' ? [new URL(source, `http://site${path}`).pathname] : [];
  });
}
