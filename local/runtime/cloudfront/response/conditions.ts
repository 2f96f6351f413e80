import { type HeaderList } from '../header-list';

/**
 * Whether a viewer that sent these headers has the response already: by `If-None-Match`, compared weakly, else by
 * `If-Modified-Since`.
 */
export function isNotModified(request: Pick<HeaderList, 'get'>, response: Pick<HeaderList, 'get'>): boolean {
  const ifNoneMatch = request.get('if-none-match');
  if (ifNoneMatch !== undefined) {
    const etag = response.get('etag');
    if (ifNoneMatch.trim() === '*') return true;
    return etag !== undefined && ifNoneMatch.split(',').some((tag) => weak(tag.trim()) === weak(etag));
  }
  const since = request.get('if-modified-since');
  const modified = response.get('last-modified');
  return since !== undefined && modified !== undefined && Date.parse(modified) <= Date.parse(since);
}

function weak(etag: string): string {
  return etag.replace(/^W\//, '');
}
