import { defineEventHandler, setResponseHeader } from 'h3';
import { useServices } from '../runtime/services';

/** Only the site that the public is meant to find may be crawled. */
export default defineEventHandler((event) => {
  setResponseHeader(event, 'content-type', 'text/plain; charset=utf-8');
  setResponseHeader(event, 'cache-control', 'no-store');
  const isPublic = useServices().configuration.stage === 'prod';
  return `User-agent: *\n${isPublic ? 'Allow: /\nDisallow: /api/' : 'Disallow: /'}\n`;
});
