import { type Behavior, type DistributionDefinition } from './definition/definitions';
import { type EdgeRequest, type EdgeResponse } from './edge-message';
import { errorPage } from './response/error-page';
import { maxUrlBytes } from './viewer-request';

/** The answer to a request that the distribution does not take; undefined when it does. */
export function refusalOf(
  { geoRestriction }: DistributionDefinition,
  behavior: Behavior,
  { method, headers }: EdgeRequest,
  url: string,
): EdgeResponse | undefined {
  if (url.length > maxUrlBytes)
    return errorPage(414, `the URL must be at most ${maxUrlBytes} bytes, got ${url.length}`);
  if (!behavior.allowedMethods.has(method)) {
    return errorPage(403, `this distribution is not configured to allow the HTTP request method ${method}`);
  }
  const country = headers.get('cloudfront-viewer-country');
  if (geoRestriction === undefined || country === undefined) return undefined;
  if (geoRestriction.countries.has(country) === (geoRestriction.type === 'whitelist')) return undefined;
  return errorPage(403, 'the distribution is configured to block access from your country');
}
