import { type ConsoleSnapshot } from './protocol';

function originsOf({ systems }: ConsoleSnapshot): readonly string[] {
  const urls = systems.flatMap(({ apis }) => apis.flatMap(({ graphqlUrl, realtimeUrl }) => [graphqlUrl, realtimeUrl]));
  const origins = urls.map((url) => {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  });
  return [...new Set(origins)].sort();
}

/** Headers of every answer of the console: the page runs its own files only and talks to the APIs of `snapshot` only. */
export function securityHeaders(snapshot: ConsoleSnapshot): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The editor's style sheet draws its squiggles with embedded pictures.
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...originsOf(snapshot)].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}
