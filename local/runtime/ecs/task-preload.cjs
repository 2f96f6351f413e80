'use strict';
// Loaded into each task by `node --require`: the names of the task's VPC lead to where the deployment runs on this
// machine, and the task ends when the process that started it is gone, however it ended.
const dns = require('node:dns');
const net = require('node:net');
const workers = require('node:worker_threads');

const variable = 'TRISTAGE_TASK';
const sharedKey = 'tristage.task';

/** {"names": {"<name>": {"<port>": {"host": "…", "port": 1}}}, "parentFd": 3} */
const task = workers.isMainThread ? JSON.parse(process.env[variable] ?? '{}') : workers.getEnvironmentData(sharedKey);
delete process.env[variable];
if (workers.isMainThread) {
  workers.setEnvironmentData(sharedKey, { names: task.names });
  if (task.parentFd !== undefined) endWithParent(task.parentFd);
}
const names = new Map(Object.entries(task?.names ?? {}));
if (names.size > 0) {
  rewriteConnect();
  rewriteLookup();
}

function endWithParent(fd) {
  const pipe = new net.Socket({ fd, readable: true, writable: false });
  // Whoever could serve or log is gone too, so there is nothing to end in order.
  const end = () => process.kill(process.pid, 'SIGKILL');
  pipe.on('end', end).on('error', end).resume();
  pipe.unref();
}

function portsOf(host) {
  return typeof host === 'string' ? names.get(host.toLowerCase().replace(/\.$/, '')) : undefined;
}

function rewriteConnect() {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    // Node's own callers pass one array that holds the arguments.
    const given = Array.isArray(args[0]) ? args[0] : args;
    const callback = given.find((value) => typeof value === 'function');
    const options = typeof given[0] === 'object' && given[0] !== null ? given[0] : positional(given);
    // A path is that of a socket file; http gives null instead.
    const ports = options.path ? undefined : portsOf(options.host);
    if (ports === undefined) return connect.apply(this, args);
    const address = ports[Number(options.port)];
    if (address === undefined) return refuse(this, options);
    // Only the address changes: TLS keeps the name that it asks for and verifies in options of its own.
    return connect.call(this, { ...options, host: address.host, port: address.port }, callback);
  };
}

function positional([port, host]) {
  return { port, host: typeof host === 'string' ? host : undefined };
}

/** As a host answers on which nothing listens. */
function refuse(socket, { host, port }) {
  const error = Object.assign(new Error(`connect ECONNREFUSED ${host}:${port}`), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: host,
    port: Number(port),
  });
  process.nextTick(() => socket.destroy(error));
  return socket;
}

function firstAddress(hostname) {
  const [address] = Object.values(portsOf(hostname) ?? {});
  return address && { address: address.host, family: net.isIPv6(address.host) ? 6 : 4 };
}

function rewriteLookup() {
  const { lookup } = dns;
  const promised = dns.promises.lookup;
  dns.lookup = function (hostname, options, callback) {
    const found = firstAddress(hostname);
    if (found === undefined) return lookup.apply(this, arguments);
    const done = typeof options === 'function' ? options : callback;
    const all = typeof options === 'object' && options !== null && options.all === true;
    process.nextTick(() => (all ? done(null, [found]) : done(null, found.address, found.family)));
    return {};
  };
  dns.promises.lookup = async function (hostname, options) {
    const found = firstAddress(hostname);
    if (found === undefined) return promised.apply(this, arguments);
    return options?.all === true ? [found] : found;
  };
}
