import { type Front, type Route } from '../front/front';
import { type PlacedApi } from './appsync-definition';

/** What answers the requests of one API. */
export interface ApiHandlers {
  readonly http: NonNullable<Route['http']>;
  readonly upgrade: NonNullable<Route['upgrade']>;
}

/** Addresses of an API on this machine. */
export interface ApiAddresses {
  readonly graphql: string;
  readonly realtime: string;
}

/**
 * Clients derive one address from the other, each in its way: AWS has realtime on another host under `/graphql`, a
 * custom domain under `/graphql/realtime`, and some clients put `/realtime` in the place of `/graphql`.
 */
const realtimePaths = ['/graphql/realtime', '/realtime'];

/**
 * Makes each API reachable under the hosts that AWS gave it, its custom domains and `<apiId>.localhost`, and on every
 * other host below `/<apiId>`; an API that is alone also without that prefix.
 * @returns its addresses, in the order of `apis`
 */
export function mountApis(
  front: Front,
  apis: readonly { readonly api: PlacedApi; readonly handlers: ApiHandlers }[],
): readonly ApiAddresses[] {
  const isAlone = apis.length === 1;
  return apis.map(({ api: { definition, generatedHosts }, handlers }) => {
    const { apiId, domainNames } = definition;
    mount(front, handlers, '', [`${apiId}.localhost`, ...generatedHosts, ...domainNames]);
    mount(front, handlers, `/${apiId}`);
    if (isAlone) mount(front, handlers, '');
    const base = isAlone ? front.origin : `${front.origin}/${apiId}`;
    return { graphql: `${base}/graphql`, realtime: `${base.replace(/^http/, 'ws')}/graphql/realtime` };
  });
}

function mount(front: Front, { http, upgrade }: ApiHandlers, prefix: string, hosts?: readonly string[]): void {
  const where = hosts === undefined ? {} : { hosts };
  front.mount({ ...where, paths: [`${prefix}/graphql`], http, upgrade });
  front.mount({ ...where, paths: realtimePaths.map((path) => prefix + path), upgrade });
}
