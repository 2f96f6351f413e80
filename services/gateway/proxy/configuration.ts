import { z } from 'zod';

const service = z.strictObject({
  /** The name in `/api/<name>`. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,15}$/, 'must be a lower-case letter and up to 15 letters, digits or hyphens'),
  /** What people call it, `User Service`. */
  title: z.string().min(1),
  /** The service's own path, `/users`. */
  path: z.string().regex(/^(\/[A-Za-z0-9_-]+)+$/, 'must be a path such as /users'),
  port: z.int().min(1).max(65_535),
  version: z.string().min(1),
  healthEndpoint: z.string().startsWith('/').default('/health'),
});

export type ServiceEntry = Readonly<z.infer<typeof service>>;

const services = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: `must be JSON: ${String(error)}` });
      return z.NEVER;
    }
  })
  .pipe(z.array(service).min(1))
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names must differ');

const number = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be an integer from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min).max(max));

const environment = z.object({
  PORT: number(0, 65_535).default(8000),
  HOST: z.string().min(1).default('0.0.0.0'),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR']).default('INFO'),
  VPC_ENDPOINT_DNS: z
    .string()
    .regex(/^[A-Za-z0-9.-]+(:[1-9]\d{0,4})?$/, 'must be a host name, with :port where it is not the default'),
  UPSTREAM_PROTOCOL: z.enum(['https', 'http']).default('https'),
  SERVICES: services,
  HEALTH_CHECK_INTERVAL: number(1, 3600).default(30),
  REQUEST_TIMEOUT: number(1, 3600).default(30),
  STOP_TIMEOUT_SECONDS: number(6, 120).default(30),
  STAGE: z.string().min(1).optional(),
});

/** What the environment of the process decides. Times in seconds, as their variables. */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
  /** Host name of the services' load balancer, without port. */
  readonly upstreamHost: string;
  readonly upstreamPort: number;
  readonly upstreamProtocol: 'https' | 'http';
  /** `VPC_ENDPOINT_DNS` as given. */
  readonly vpcEndpointDns: string;
  readonly services: readonly ServiceEntry[];
  readonly healthCheckIntervalSeconds: number;
  readonly requestTimeoutSeconds: number;
  /** Dimension of the metrics; absent: none. */
  readonly stage: string | undefined;
  readonly stopTimeoutSeconds: number;
}

/**
 * Reads the configuration from `env`.
 * @throws Error that names every variable at fault, one a line.
 */
export function readConfiguration(env: Readonly<Record<string, string | undefined>>): Configuration {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new Error(`environment: the proxy cannot start with these variables\n${faults.join('\n')}`);
  }
  const { data } = parsed;
  const [upstreamHost = '', port] = data.VPC_ENDPOINT_DNS.split(':');
  return {
    host: data.HOST,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
    upstreamHost,
    upstreamPort: port === undefined ? (data.UPSTREAM_PROTOCOL === 'https' ? 443 : 80) : Number(port),
    upstreamProtocol: data.UPSTREAM_PROTOCOL,
    vpcEndpointDns: data.VPC_ENDPOINT_DNS,
    services: data.SERVICES,
    healthCheckIntervalSeconds: data.HEALTH_CHECK_INTERVAL,
    requestTimeoutSeconds: data.REQUEST_TIMEOUT,
    stopTimeoutSeconds: data.STOP_TIMEOUT_SECONDS,
    stage: data.STAGE,
  };
}
