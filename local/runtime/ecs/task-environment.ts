import { type ContainerDefinition } from './task-definition';
import { type TaskNetwork } from './task-addresses';

export interface TaskEnvironmentOptions {
  readonly region: string;
  readonly network: TaskNetwork;
  /** What answers instead of AWS. */
  readonly endpointUrl: string;
  /** Certificate that programs trust beside those of the system. */
  readonly caFile: string;
  /** Environment of this process, of which programs get no more than where they find things. */
  readonly machine: Readonly<Record<string, string | undefined>>;
  /** Values of the definition's `secrets`, by variable. */
  readonly secrets: Readonly<Record<string, string>>;
}

const passed = ['PATH', 'HOME', 'TMPDIR'] as const;

/**
 * All environment variables of a container: those of its definition, `HOST` to listen on, and what leads AWS' SDKs and
 * TLS to this machine, which wins.
 */
export function taskEnvironment(
  { environment, portMappings }: ContainerDefinition,
  { region, network, endpointUrl, caFile, machine, secrets }: TaskEnvironmentOptions,
): Readonly<Record<string, string>> {
  const own = (environment ?? []).map(({ name, value }): [string, string] => [name, value ?? '']);
  const fromMachine = passed.flatMap((name): [string, string][] => {
    const value = machine[name];
    return value === undefined ? [] : [[name, value]];
  });
  const [mapping] = portMappings ?? [];
  return {
    ...Object.fromEntries(fromMachine),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
    ...Object.fromEntries(own),
    ...secrets,
    HOST: network.host,
    ...(network.remapped && mapping !== undefined ? { PORT: String(network.portOf(mapping.containerPort)) } : {}),
    NODE_EXTRA_CA_CERTS: caFile,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL: endpointUrl,
    // The SDK would else read the profile of whoever runs this, which may name a real account.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    // It would warn at each start of the Node version that happens to run this.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
