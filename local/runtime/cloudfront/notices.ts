import { type DistributionDefinition } from './definition/definitions';
import { type Unmodelled } from './definition/read-unmodelled';
import { viewerHeaders } from './origins/origin-request';
import { HeaderList } from './header-list';

/** What people should know of distributions that differ on this machine from the deployed ones. */
export function edgeNotices(
  definitions: readonly DistributionDefinition[],
  { disabled, settings }: Unmodelled,
): readonly string[] {
  const notices = disabled.map((name) => `distribution ${name} is disabled and answers nothing`);
  if (definitions.length === 0) return notices;
  notices.push('the edge answers plain HTTP as if it were HTTPS, by HTTP/1.1, and keeps no logs');
  if (settings.length > 0) notices.push(`of distributions ${settings.join(', ')} has no effect on this machine`);
  if (definitions.some(({ geoRestriction }) => geoRestriction !== undefined)) {
    notices.push('the country of a viewer is the one in its header CloudFront-Viewer-Country; without it all may pass');
  }
  const missing = new Set(definitions.flatMap(unknownHeaders));
  if (missing.size > 0) notices.push(`the edge does not add ${[...missing].join(', ')} on this machine`);
  return notices;
}

/** Headers of CloudFront's own that policies name and this edge does not make. */
function unknownHeaders({ behaviors }: DistributionDefinition): readonly string[] {
  const headers = new HeaderList(['CloudFront-Viewer-Country', '']);
  const known = viewerHeaders({ method: 'GET', uri: '/', query: '', headers, clientIp: '', clientPort: 0 });
  const names = new Set(known.map(([name]) => name.toLowerCase()));
  return behaviors.flatMap(({ cachePolicy, originRequestPolicy }) =>
    [...cachePolicy.headers.names, ...(originRequestPolicy?.headers.names ?? [])].filter(
      (name) => name.toLowerCase().startsWith('cloudfront-') && !names.has(name.toLowerCase()),
    ),
  );
}
