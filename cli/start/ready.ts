import { type Runtime } from '../../local/runtime/runtime';
import { systemOf } from './systems';

export interface Ready {
  readonly runtime: Pick<Runtime, 'services' | 'endpoints' | 'notices' | 'unsupported' | 'inert' | 'front'>;
  /** The systems that were asked for. */
  readonly systems: readonly string[];
  readonly stage: string;
  /** URL of the console; absent when there is none. */
  readonly console?: string;
  /** What answers instead of AWS, by `<account>/<region>`. */
  readonly aws: Readonly<Record<string, string>>;
}

/** What runs, for programs: one line of JSON, keys included. */
export function readyJson({ runtime, systems, stage, console, aws }: Ready): string {
  const apis = runtime.services.map(({ stackId, apiId, graphql, realtime, apiKeys: [key] }) => ({
    system: systemOf(stackId, systems),
    stage,
    stackId,
    apiId,
    graphql,
    realtime,
    ...(key === undefined ? {} : { apiKey: key.value }),
  }));
  const callable = runtime.endpoints.map(({ stackId, name, url }) => ({
    system: systemOf(stackId, systems),
    stage,
    stackId,
    name,
    url,
  }));
  const { unsupported, front } = runtime;
  return JSON.stringify({
    ready: true,
    services: [...apis, ...callable],
    unsupported,
    ...(console === undefined ? {} : { console }),
    aws,
    ca: front.caFile,
  });
}

/** What runs, for people. Keys are shown only when asked for: the console has them with a button to copy. */
export function describeReady({ runtime, systems, stage, console, aws }: Ready, showKeys: boolean): readonly string[] {
  const { services, unsupported, inert, front } = runtime;
  const apis = services.flatMap(({ stackId, name, graphql, realtime, apiKeys: [key] }) => [
    ['', ''],
    [systemOf(stackId, systems), `${name}, ${stage}`],
    ['  GraphQL', graphql],
    ['  Realtime', realtime],
    ...(key === undefined ? [] : [['  API key', showKeys ? key.value : keyHint(console)]]),
  ]);
  const callable = runtime.endpoints.flatMap(({ stackId, name, label, url }) => [
    ['', ''],
    [systemOf(stackId, systems), `${name}, ${stage}`],
    [`  ${label}`, url],
  ]);
  const absent = unsupported.map(({ type, count }) => `${type} (${count})`).join(', ');
  const kept = inert.reduce((sum, { count }) => sum + count, 0);
  const width = 12;
  return [
    ...[...apis, ...callable].map(([label = '', value = '']) => `${label.padEnd(width)}${value}`.trimEnd()),
    '',
    ...(console === undefined ? [] : [`${'Console'.padEnd(width)}${console}`]),
    ...Object.entries(aws).map(
      ([place, url]) => `${'AWS'.padEnd(width)}${url}: AWS_ENDPOINT_URL for ${place}, any credentials`,
    ),
    `${'TLS'.padEnd(width)}the same port; trust ${front.caFile}`,
    ...runtime.notices.map((notice) => `${'Note'.padEnd(width)}${notice}`),
    ...(kept === 0
      ? []
      : [`${'As data'.padEnd(width)}${kept} resources that need nothing on this machine, such as IAM roles`]),
    ...(absent === '' ? [] : [`${'Not run'.padEnd(width)}${absent}`]),
    '',
    'Ctrl-C ends all of it.',
  ];
}

function keyHint(console: string | undefined): string {
  return console === undefined ? 'add --show-keys to see it' : 'in the console, or add --show-keys';
}
