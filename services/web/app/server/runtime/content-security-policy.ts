import { createHash } from 'node:crypto';

const scriptElement = /<script\b([^>]*)>([\s\S]*?)<\/script>/gi;
const typeAttribute = /\btype\s*=\s*["']?([^"'\s>]+)/i;
/** Types that browsers run or obey, and that a policy therefore guards; others are blocks of data. */
const guardedTypes = new Set(['', 'module', 'importmap', 'speculationrules', 'text/javascript']);

/**
 * Sources for `script-src` of the inline scripts in pieces of HTML: `'sha256-…'`, each once, in order. A hash, unlike a
 * nonce, stays true when a cache answers many viewers with one page.
 */
export function inlineScriptHashes(pieces: readonly string[]): readonly string[] {
  const hashes = pieces.flatMap((html) =>
    [...html.matchAll(scriptElement)].flatMap(([, attributes = '', code = '']) => {
      const type = typeAttribute.exec(attributes)?.[1]?.toLowerCase() ?? '';
      if (/\bsrc\s*=/i.test(attributes) || code === '' || !guardedTypes.has(type)) return [];
      return [`'sha256-${createHash('sha256').update(code).digest('base64')}'`];
    }),
  );
  return [...new Set(hashes)];
}

/** The policy of a page: all of it from its own origin, connections also to `connectOrigins`. */
export function contentSecurityPolicy(scriptHashes: readonly string[], connectOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scriptHashes].join(' '),
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    ["connect-src 'self'", ...connectOrigins].join(' '),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
  ].join('; ');
}
