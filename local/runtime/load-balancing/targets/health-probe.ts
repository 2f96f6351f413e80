import { type ClientRequest, type RequestOptions, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type HealthCheckDefinition } from '../definition/definitions';
import { type TargetAddress } from '../load-balancers';
import { statusMatcher } from './status-matcher';

/** Checks a target once: `undefined` when it is healthy, else why not. Ends early, with any result, by `signal`. */
export type HealthProbe = (target: TargetAddress, signal: AbortSignal) => Promise<string | undefined>;

/** Proxy protocol version 2, command LOCAL: a connection of the load balancer itself, so without addresses. */
const localHeader = Buffer.from('\r\n\r\n\0\r\nQUIT\n\x20\0\0\0', 'latin1');

/**
 * What checks targets as `check` says.
 * @param proxyProtocolV2 whether checks begin with a proxy protocol header, as all connections of the group do (Network
 *   Load Balancer guide, "Proxy protocol")
 * @throws RangeError when its matcher is none
 */
export function healthProbe(check: HealthCheckDefinition, proxyProtocolV2 = false): HealthProbe {
  const port = (target: TargetAddress): number => check.port ?? target.port;
  if (check.protocol === 'TCP') return (target, signal) => probeTcp({ ...target, port: port(target) }, signal);
  const isHealthy = statusMatcher(check.matcher);
  return async (target, signal) => {
    const options: RequestOptions = {
      host: target.host,
      port: port(target),
      path: check.path,
      signal,
      headers: { 'user-agent': 'ELB-HealthChecker/2.0', connection: 'close' },
      createConnection: () => {
        const socket = connect({ host: target.host, port: port(target) });
        if (proxyProtocolV2) socket.write(localHeader);
        // A load balancer does not verify the certificates of its targets.
        return check.protocol === 'HTTPS' ? connectTls({ socket, rejectUnauthorized: false }) : socket;
      },
    };
    const status = await statusOf(httpRequest(options));
    if (typeof status === 'string') return status;
    return isHealthy(status) ? undefined : `Health checks failed with these codes: [${status}]`;
  };
}

function statusOf(request: ClientRequest): Promise<number | string> {
  return new Promise((resolve) => {
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', ({ message }) => resolve(`Health checks failed: ${message}`));
    request.end();
  });
}

function probeTcp({ host, port }: TargetAddress, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    socket.on('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on('error', ({ message }) => resolve(`Health checks failed: ${message}`));
  });
}
