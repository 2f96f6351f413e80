import { type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { type CheckHealth } from '../health-monitor';

export interface HealthCheckOptions {
  /** `https://services.example.com`, with the port where it is not the default. */
  readonly origin: string;
  readonly lookup: LookupFunction;
}

/** Checks a service by `GET /health/<name>` at the services' load balancer, on connections of its own. */
export function healthCheck({ origin, lookup }: HealthCheckOptions): {
  check: CheckHealth;
  close: () => Promise<void>;
} {
  // No kept connection: a check shall also tell whether one can be made.
  const agent = new Agent({ connect: { lookup }, pipelining: 0 });
  return {
    async check({ name, healthEndpoint }, signal) {
      const url = `${origin}${healthEndpoint}/${name}`;
      const headers = { 'x-service-name': name, 'user-agent': 'gateway-proxy-health-check' };
      const { statusCode, body } = await request(url, { dispatcher: agent, signal, headers });
      await body.dump();
      return statusCode;
    },
    close: () => agent.destroy(),
  };
}
