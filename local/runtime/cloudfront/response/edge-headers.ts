import { type HeaderList } from '../header-list';

/** Location of the edge in `X-Amz-Cf-Pop`: none of CloudFront's. */
export const edgeLocation = 'LOCAL1-P1';

/** Adds what tells of the edge, but for the id of the request. */
export function edgeHeaders(headers: HeaderList, domainName: string, result: string): void {
  const via = headers.get('via');
  const own = `1.1 ${domainName} (CloudFront)`;
  headers.set('Via', via === undefined ? own : `${via}, ${own}`);
  headers.set('X-Cache', `${result} from cloudfront`);
  headers.set('X-Amz-Cf-Pop', edgeLocation);
}
