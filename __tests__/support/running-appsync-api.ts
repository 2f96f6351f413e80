import {
  createAppsyncApi,
  type ApiDefinition,
  type AppsyncApi,
  type Caller,
  type DataSourceDriver,
  type ResolverDefinition,
} from '../../local/runtime/appsync/api';
import { noneDriver } from '../../local/runtime/appsync/data-sources/none';
import { createRuntimeEvents, type RuntimeEvent } from '../../local/runtime/events';
import { ManualClock } from './manual-clock';

export const testKey = 'da2-abcdefghijklmnopqrstuvwxyz';

/** What a test says about its API; the rest is an API with one key and the data source `None`. */
export interface ApiUnderTest extends Partial<Omit<ApiDefinition, 'resolvers'>> {
  readonly schema: string;
  /** Code of unit resolvers on `None` by field (`Query.hello`), or whole resolvers. */
  readonly resolvers?: Readonly<Record<string, string | Omit<ResolverDefinition, 'typeName' | 'fieldName'>>>;
  /** Drivers by data source name. @default `None` answers the payload */
  readonly drivers?: Readonly<Record<string, DataSourceDriver>>;
}

export interface RunningTestApi {
  readonly api: AppsyncApi;
  readonly caller: Caller;
  readonly clock: ManualClock;
  /** Events so far, oldest first. */
  readonly events: readonly RuntimeEvent[];
}

/** Starts an API whose clock stands still and whose random bytes count up from 0. */
export async function startTestApi(given: ApiUnderTest): Promise<RunningTestApi> {
  const { resolvers = {}, drivers = {}, ...definition } = given;
  const clock = new ManualClock();
  const bus = createRuntimeEvents();
  const events: RuntimeEvent[] = [];
  bus.subscribe((event) => events.push(event));
  const all: Readonly<Record<string, DataSourceDriver>> = { None: noneDriver(), ...drivers };
  const api = await createAppsyncApi(
    {
      apiId: 'testapi',
      name: 'TestApi',
      arn: 'arn:aws:appsync:ap-northeast-1:111122223333:apis/testapi',
      region: 'ap-northeast-1',
      accountId: '111122223333',
      authenticationTypes: ['API_KEY'],
      apiKeys: [{ id: testKey, expiresMs: clock.nowMs() + 1000 }],
      dataSources: Object.keys(all).map((name) => ({ name, type: 'NONE' })),
      functions: [],
      introspection: true,
      queryDepthLimit: 0,
      resolverCountLimit: 0,
      environment: {},
      domainNames: [],
      fieldLogLevel: 'ALL',
      ...definition,
      resolvers: Object.entries(resolvers).map(([field, resolver]) => {
        const [typeName = '', fieldName = ''] = field.split('.');
        const rest = typeof resolver === 'string' ? unit(resolver) : resolver;
        return { typeName, fieldName, ...rest };
      }),
    },
    {
      driver: ({ name }) => {
        const driver = all[name];
        if (!driver) throw new Error(`no driver ${name}`);
        return driver;
      },
      clock,
      randomBytes: (count) => Uint8Array.from({ length: count }, (_, index) => index),
      events: bus,
    },
  );
  const { authenticationTypes } = api.definition;
  const caller: Caller = {
    mode: authenticationTypes[0],
    identity: null,
    headers: { 'x-api-key': testKey },
    sourceIp: ['127.0.0.1'],
    domainName: null,
  };
  return { api, caller, clock, events };
}

/** A unit resolver on a data source. */
export function unit(code: string, dataSourceName = 'None'): Omit<ResolverDefinition, 'typeName' | 'fieldName'> {
  return { kind: 'UNIT', code, dataSourceName };
}

/** Code whose request handler returns `payload` (an expression over `ctx`) to the data source and hands the result on. */
export function answering(payload: string): string {
  return `import { util, runtime, extensions } from '@aws-appsync/utils';
    export function request(ctx) { return { payload: ${payload} }; }
    export function response(ctx) { return ctx.result; }`;
}
