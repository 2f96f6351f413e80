import { type ConsoleBundle } from './build-console';
import { type PageName } from './page-names';

const icon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0f766e"/>' +
      '<path d="M8 21h16M11 16h10M14 11h4" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>',
  );

/**
 * The one HTML document. Its addresses are relative, so the console may be served below any path that ends in a slash.
 * @param pages those with something to show: the navigation, which is drawn before anything else is known, names no other
 */
export function renderPage({ entries }: ConsoleBundle, pages: readonly PageName[]): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>tristage console</title>
    <link rel="icon" href="${icon}" />
    <link rel="stylesheet" href="assets/${entries.style}" />
    <script src="assets/${entries.theme}"></script>
    <script type="module" src="assets/${entries.main}"></script>
  </head>
  <body>
    <div id="root" data-pages="${pages.join(' ')}"></div>
    <noscript>This console needs JavaScript.</noscript>
  </body>
</html>
`;
}
