import { type NameSelection } from '../definition/name-selection';

/** The query parameters that count, in the viewer's order and spelling. */
export function selectedQuery(query: string, names: NameSelection): string {
  if (names.kind === 'none' || query === '') return '';
  if (names.kind === 'all') return query;
  return query
    .split('&')
    .filter((part) => names.has(decoded(part.split('=', 1)[0] ?? '')))
    .join('&');
}

/** The cookies that count, as a `Cookie` header; '' when none does. */
export function selectedCookies(header: string | undefined, names: NameSelection): string {
  if (header === undefined || names.kind === 'none') return '';
  if (names.kind === 'all') return header;
  const cookies = header.split(';').map((cookie) => cookie.trim());
  return cookies.filter((cookie) => names.has(cookie.split('=', 1)[0] ?? '')).join('; ');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // What is no percent-encoding is compared as it is.
    return name;
  }
}
