import { createServer, type Server } from 'node:net';
import { AccessLog } from './access-log';
import { buildApp } from './app';
import { type Clock, every, systemClock } from './clock';
import { type Configuration } from './configuration';
import { drain } from './drain';
import { Gateway } from './gateway';
import { HealthMonitor } from './health-monitor';
import { defaultLimits, type Limits } from './limits';
import { LineWriter } from './line-writer';
import { Log } from './log';
import { Metrics } from './metrics';
import { ServiceRegistry } from './service-registry';
import { RandomIds } from './trace-context';
import { AddressCache, type Resolve, systemResolve } from './upstream/address-cache';
import { healthCheck } from './upstream/health-check';
import { UpstreamPool } from './upstream/upstream-pool';

export interface ProxyOptions {
  readonly configuration: Configuration;
  /** Takes whole lines of the log. */
  readonly output: (text: string) => void;
  readonly limits?: Partial<Limits>;
  /** @default the system's */
  readonly clock?: Clock;
  /** A number from 0 to below 1. @default Math.random */
  readonly random?: () => number;
  /** @default the name server, then the system */
  readonly resolve?: Resolve;
}

export interface Proxy {
  /** Not listening yet. */
  readonly server: Server;
  /** Checks every service once; then checks, time limits and metrics run until `stop`. Call it before listening. */
  start(): Promise<void>;
  /** Takes no new connection, lets the requests at work end within the drain budget, then ends everything. */
  stop(): Promise<void>;
}

/** Builds the proxy from its parts; it neither listens nor asks an upstream before it is told to. */
export function buildProxy(options: ProxyOptions): Proxy {
  const { configuration, output, clock = systemClock, random = Math.random, resolve = systemResolve } = options;
  const { services, upstreamHost, upstreamPort, upstreamProtocol, requestTimeoutSeconds } = configuration;
  const requestTimeoutMs = requestTimeoutSeconds * 1000;
  const limits: Limits = {
    ...defaultLimits,
    firstByteTimeoutMs: requestTimeoutMs,
    idleTimeoutMs: requestTimeoutMs,
    ...options.limits,
  };
  const writer = new LineWriter(output, clock);
  const log = new Log(writer, clock, configuration.logLevel);

  const addresses = new AddressCache({
    hostname: upstreamHost,
    resolve,
    clock,
    maxAgeMs: limits.maxAddressAgeMs,
    onChange: (current) => {
      log.write('INFO', `addresses of ${upstreamHost} changed`, { addresses: [...current] });
      pool.retireAllBut(current);
    },
    onFailure: (error) => log.write('WARNING', `addresses of ${upstreamHost} not renewed`, { error: String(error) }),
  });
  const { lookup } = addresses;
  const pool = new UpstreamPool({
    protocol: upstreamProtocol,
    host: upstreamHost,
    port: upstreamPort,
    lookup,
    clock,
    connectTimeoutMs: limits.connectTimeoutMs,
    idleTimeoutMs: limits.upstreamIdleTimeoutMs,
  });
  const isDefaultPort = upstreamPort === (upstreamProtocol === 'https' ? 443 : 80);
  const upstreamAuthority = isDefaultPort ? upstreamHost : `${upstreamHost}:${upstreamPort}`;

  const checks = healthCheck({ origin: `${upstreamProtocol}://${upstreamAuthority}`, lookup });
  const intervalMs = configuration.healthCheckIntervalSeconds * 1000;
  const health = new HealthMonitor({ services, check: checks.check, clock, random, log, intervalMs });
  const names = services.map(({ name }) => name);
  const { stage } = configuration;
  const metrics = new Metrics({
    services: names,
    stage,
    isHealthy: (name) => health.isHealthy(name),
    writer,
    clock,
    random,
  });
  const app = buildApp({ services, vpcEndpointDns: configuration.vpcEndpointDns, health, clock });
  const registry = new ServiceRegistry(services);
  const accessLog = new AccessLog(writer, log);
  const ids = new RandomIds();
  const gateway = new Gateway({
    limits,
    clock,
    registry,
    health,
    pool,
    upstreamAuthority,
    app,
    accessLog,
    metrics,
    ids,
  });

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => gateway.accept(socket));
  let stopSweeps: () => void = () => undefined;
  let stopping: Promise<void> | undefined;

  async function stop(): Promise<void> {
    log.write('INFO', 'draining', { connections: gateway.connections });
    health.stop();
    const ended = await drain(server, gateway, clock, (configuration.stopTimeoutSeconds - 5) * 1000);
    stopSweeps();
    pool.close();
    await Promise.all([checks.close(), app.close()]);
    log.write(ended ? 'INFO' : 'WARNING', ended ? 'drained' : 'drain timeout: the connections left were closed');
    metrics.stop();
    writer.flush();
  }

  return {
    server,
    async start() {
      await app.ready();
      await health.start();
      stopSweeps = every(clock, limits.sweepIntervalMs, () => {
        addresses.refreshIfDue();
        gateway.sweep();
      });
      metrics.start();
      log.write('INFO', 'started', { services: names, healthy: names.filter((name) => health.isHealthy(name)) });
    },
    stop: () => (stopping ??= stop()),
  };
}
