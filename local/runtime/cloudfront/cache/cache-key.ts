import { type CachePolicy } from '../definition/definitions';
import { normalizedAcceptEncoding } from './accept-encoding';
import { selectedCookies, selectedQuery } from './named-values';

/** What the key is made of. */
export interface KeyedRequest {
  readonly method: string;
  readonly uri: string;
  readonly query: string;
  header(lowerCaseName: string): string | undefined;
}

/** Separates parts; none of them can hold a line break. */
const separator = '\n';

/** Makes the keys of one behaviour: requests with equal keys get the same answer. */
export function cacheKeys(policy: CachePolicy): (request: KeyedRequest) => string {
  const { headers, cookies, queryStrings } = policy;
  const names = [...headers.names].sort();
  return (request) => {
    const { method, uri } = request;
    let key = method === 'OPTIONS' ? `OPTIONS ${uri}` : uri;
    const query = selectedQuery(request.query, queryStrings);
    if (query !== '') key += `?${query}`;
    key += separator + normalizedAcceptEncoding(request.header('accept-encoding'), policy);
    // A header that is absent differs from one that is empty.
    for (const name of names) key += `${separator}${request.header(name) ?? '\0'}`;
    if (cookies.kind !== 'none') key += separator + selectedCookies(request.header('cookie'), cookies);
    return key;
  };
}
