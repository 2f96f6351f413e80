import { type Runtime } from '../../local/runtime/runtime';
import { systemOf } from './console';

export interface Ready {
  readonly runtime: Pick<Runtime, 'services' | 'unsupported' | 'inert' | 'front'>;
  readonly stage: string;
  /** URL of the console; absent when there is none. */
  readonly console?: string;
}

/** What runs, for programs: one line of JSON, keys included. */
export function readyJson({ runtime, stage, console }: Ready): string {
  const services = runtime.services.map(({ stackId, apiId, graphql, realtime, apiKeys: [key] }) => ({
    system: systemOf(stackId, stage),
    stage,
    stackId,
    apiId,
    graphql,
    realtime,
    ...(key === undefined ? {} : { apiKey: key.value }),
  }));
  const { unsupported, front } = runtime;
  return JSON.stringify({
    ready: true,
    services,
    unsupported,
    ...(console === undefined ? {} : { console }),
    ca: front.caFile,
  });
}

/** What runs, for people. Keys are shown only when asked for: the console has them with a button to copy. */
export function describeReady({ runtime, stage, console }: Ready, showKeys: boolean): readonly string[] {
  const { services, unsupported, inert, front } = runtime;
  const rows = services.flatMap(({ stackId, name, graphql, realtime, apiKeys: [key] }) => [
    ['', ''],
    [systemOf(stackId, stage), `${name}, ${stage}`],
    ['  GraphQL', graphql],
    ['  Realtime', realtime],
    ...(key === undefined ? [] : [['  API key', showKeys ? key.value : keyHint(console)]]),
  ]);
  const absent = unsupported.map(({ type, count }) => `${type} (${count})`).join(', ');
  const kept = inert.reduce((sum, { count }) => sum + count, 0);
  const width = 12;
  return [
    ...rows.map(([label = '', value = '']) => `${label.padEnd(width)}${value}`.trimEnd()),
    '',
    ...(console === undefined ? [] : [`${'Console'.padEnd(width)}${console}`]),
    `${'TLS'.padEnd(width)}the same port; trust ${front.caFile}`,
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
