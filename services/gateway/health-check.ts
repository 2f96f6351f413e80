import { request } from 'node:http';
import { connect } from 'node:net';

/**
 * The health check of a container: asks this task's own `GET HEALTH_CHECK_PATH` and ends with 0 when the answer is 200, else
 * with 1 and a line that says why. Read from the environment: PORT, HOST (default 127.0.0.1), HEALTH_CHECK_PATH (default
 * `/health`; a bundle may fix it), and PROXY_PROTOCOL, which as `v2` makes it begin like a load balancer.
 */
const timeoutMs = 4000;
/** PROXY protocol, version 2, command LOCAL: "I speak for myself". */
const localHeader = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');

function fail(reason: string): void {
  process.stderr.write(`health check: ${reason}\n`);
  process.exitCode = 1;
}

const { PORT: port = '', HOST: host = '127.0.0.1', PROXY_PROTOCOL: proxyProtocol } = process.env;
if (/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536) {
  const ask = request({
    method: 'GET',
    // Not taken with the others: a bundler replaces just this expression.
    path: process.env.HEALTH_CHECK_PATH ?? '/health',
    headers: { host, connection: 'close' },
    timeout: timeoutMs,
    createConnection: () => {
      const socket = connect({ host, port: Number(port) });
      if (proxyProtocol === 'v2') socket.write(localHeader);
      return socket;
    },
  });
  const deadline = setTimeout(() => ask.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  ask.on('error', (error) => {
    clearTimeout(deadline);
    fail(`${host}:${port}: ${error.message}`);
  });
  ask.on('response', (answer) => {
    clearTimeout(deadline);
    if (answer.statusCode !== 200) fail(`${host}:${port}: status must be 200, got ${answer.statusCode}`);
    answer.destroy();
  });
  ask.end();
} else {
  fail(`PORT must be a port from 1 to 65535, got ${port === '' ? 'nothing' : port}`);
}
