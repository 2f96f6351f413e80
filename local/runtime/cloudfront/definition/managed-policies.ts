import {
  type CachePolicy,
  type OriginRequestPolicy,
  type PolicyHeader,
  type ResponseHeadersPolicy,
} from './definitions';
import { allNames, allNamesExcept, noNames, someNames } from './name-selection';

// The policies that every account has, as the CloudFront developer guide lists them under "managed policies".

const daySeconds = 86_400;
const yearSeconds = 365 * daySeconds;
const optimized: CachePolicy = {
  minTtlSeconds: 1,
  defaultTtlSeconds: daySeconds,
  maxTtlSeconds: yearSeconds,
  headers: noNames,
  cookies: noNames,
  queryStrings: noNames,
  gzip: true,
  brotli: true,
};
const originControlled: CachePolicy = {
  ...optimized,
  minTtlSeconds: 0,
  defaultTtlSeconds: 0,
  headers: someNames(['host', 'origin', 'x-http-method-override', 'x-http-method', 'x-method-override']),
  cookies: allNames,
};

export const managedCachePolicies: ReadonlyMap<string, CachePolicy> = new Map([
  ['658327ea-f89d-4fab-a63d-7e88639e58f6', optimized],
  ['b2884449-e4de-46a7-ac36-70bc7f1ddd6d', { ...optimized, gzip: false, brotli: false }],
  [
    '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    { ...optimized, minTtlSeconds: 0, defaultTtlSeconds: 0, maxTtlSeconds: 0, gzip: false, brotli: false },
  ],
  ['83da9c7e-98b4-4e11-a168-04f0df8e2c65', originControlled],
  ['4cc15a8a-d715-48a4-82b8-cc0b614638fe', { ...originControlled, queryStrings: allNames }],
]);

const everything: OriginRequestPolicy = { headers: allNames, cookies: allNames, queryStrings: allNames };
const onlyHeaders = (...names: string[]): OriginRequestPolicy => ({
  headers: someNames(names),
  cookies: noNames,
  queryStrings: noNames,
});

export const managedOriginRequestPolicies: ReadonlyMap<string, OriginRequestPolicy> = new Map([
  ['216adef6-5c7f-47e4-b989-5492eafa07d3', everything],
  ['b689b0a8-53d0-40ab-baf2-68738e2966ac', { ...everything, headers: allNamesExcept(['host']) }],
  [
    '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
    onlyHeaders('origin', 'access-control-request-headers', 'access-control-request-method'),
  ],
  ['59781a5b-3903-41f3-afcb-af62929ccde1', onlyHeaders('origin')],
  ['acba4595-bd28-49b8-b9fe-13317c0390fa', onlyHeaders('user-agent', 'referer')],
]);

const security: readonly PolicyHeader[] = [
  { name: 'X-Content-Type-Options', value: 'nosniff', override: true },
  { name: 'X-Frame-Options', value: 'SAMEORIGIN', override: false },
  { name: 'Referrer-Policy', value: 'strict-origin-when-cross-origin', override: false },
  { name: 'Strict-Transport-Security', value: 'max-age=31536000', override: false },
  { name: 'X-XSS-Protection', value: '1; mode=block', override: false },
];
const simpleCors = {
  allowCredentials: false,
  allowHeaders: [],
  allowMethods: [],
  allowOrigins: ['*'],
  exposeHeaders: [],
  override: false,
};
const preflightCors = {
  ...simpleCors,
  allowMethods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
  exposeHeaders: ['*'],
};
const none: ResponseHeadersPolicy = { headers: [], remove: new Set(), serverTiming: false };

export const managedResponseHeadersPolicies: ReadonlyMap<string, ResponseHeadersPolicy> = new Map([
  ['60669652-455b-4ae9-85a4-c4c02393f86c', { ...none, cors: simpleCors }],
  ['5cc3b908-e619-4b99-88e5-2cf7f45965bd', { ...none, cors: preflightCors }],
  ['67f7725c-6f97-4210-82d7-5512b31e9d03', { ...none, headers: security }],
  ['e61eb60c-9c35-4d20-a928-2b84e02af89c', { ...none, headers: security, cors: simpleCors }],
  ['eaab4381-ed33-4a86-88ca-d9558dc6cd63', { ...none, headers: security, cors: preflightCors }],
]);
