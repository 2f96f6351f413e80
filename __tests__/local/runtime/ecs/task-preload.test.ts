import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { Certificates } from '../../../../local/runtime/front/certificates';
import { systemClock } from '../../../../local/runtime/clock';
import { TemporaryDirectory } from '../../../support/deployed-state';
import { eventually } from '../../../support/ecs-runtime';

const preload = join(__dirname, '../../../../local/runtime/ecs/task-preload.cjs');
const name = 'services.stg.example.com';
const run = promisify(execFile);

describe('the preload of a task', () => {
  const directory = new TemporaryDirectory();
  const servers: Server[] = [];
  let caFile: string;
  let ports: { readonly http: number; readonly https: number };

  const listen = async (one: Server): Promise<number> => {
    servers.push(one);
    one.listen(0, '127.0.0.1');
    await once(one, 'listening');
    return (one.address() as AddressInfo).port;
  };

  beforeAll(async () => {
    const certificates = new Certificates(directory.path, systemClock);
    const certificate = await certificates.exactlyFor([name]);
    caFile = certificates.caFile;
    ports = {
      http: await listen(createHttpServer((request, response) => response.end(`http ${request.headers.host ?? ''}`))),
      https: await listen(
        createHttpsServer(certificate, (request, response) => {
          const { servername } = request.socket as TLSSocket;
          response.end(`https ${request.headers.host ?? ''} ${String(servername)}`);
        }),
      ),
    };
  });
  afterAll(() => {
    for (const one of servers) one.close();
    directory.remove();
  });

  /** Runs a program, the body of an async function, with the preload; the answer is what it printed. */
  const task = async (body: string, more: Readonly<Record<string, string>> = {}): Promise<string> => {
    const names = {
      [name]: { 80: { host: '127.0.0.1', port: ports.http }, 443: { host: '127.0.0.1', port: ports.https } },
    };
    const program = directory.write(
      'program.cjs',
      `(async () => { ${body} })().catch((error) => console.log(error.cause?.code ?? error.code, error.message))`,
    );
    const { stdout } = await run(process.execPath, ['--require', preload, program], {
      env: {
        PATH: process.env.PATH,
        NODE_PATH: join(__dirname, '../../../../node_modules'),
        NODE_EXTRA_CA_CERTS: caFile,
        TRISTAGE_TASK: JSON.stringify({ names }),
        ...more,
      },
    });
    return stdout.trim();
  };
  const get = (module: string, url: string, options = '{}') =>
    `require('node:${module}').get('${url}', ${options}, (answer) => answer.pipe(process.stdout)).on('error', (error) => console.log(error.code));`;

  it('leads http to where the name is here, with the Host unchanged', async () => {
    expect(await task(get('http', `http://${name}/`))).toBe(`http ${name}`);
    expect(await task(get('http', `http://${name.toUpperCase()}./`))).toBe(`http ${name}.`);
  });

  it('leads https there and verifies the certificate of the name it asked for', async () => {
    expect(await task(get('https', `https://${name}/`))).toBe(`https ${name} ${name}`);
    expect(await task(get('https', `https://${name}/`), { NODE_EXTRA_CA_CERTS: '/dev/null' })).toMatch(
      /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/,
    );
    // The server has no certificate of this name.
    expect(await task(get('https', `https://${name}/`, `{ servername: 'other.example.com' }`))).toBe(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    );
  });

  it('leads undici and fetch there', async () => {
    const undici = `const { request } = require('undici'); console.log(await (await request('https://${name}/')).body.text());`;
    expect(await task(undici)).toBe(`https ${name} ${name}`);
    expect(await task(`console.log(await (await fetch('http://${name}/')).text())`)).toBe(`http ${name}`);
  });

  it('refuses a port on which nothing listens, instead of asking the world for the name', async () => {
    expect(await task(get('http', `http://${name}:8081/`))).toBe('ECONNREFUSED');
    expect(await task(`await fetch('http://${name}:8081/')`)).toContain('ECONNREFUSED');
  });

  it('answers lookups of the name and leaves others alone', async () => {
    const lookup = `
      const dns = require('node:dns');
      console.log(JSON.stringify(await dns.promises.lookup('${name}')), JSON.stringify(await dns.promises.lookup('127.0.0.9')));
      dns.lookup('${name}', { all: true }, (error, found) => console.log(error, JSON.stringify(found)));`;
    expect(await task(lookup)).toBe(
      '{"address":"127.0.0.1","family":4} {"address":"127.0.0.9","family":4}\nnull [{"address":"127.0.0.1","family":4}]',
    );
  });

  it('leads threads there too, and shows its own variable to nobody', async () => {
    const threads = `
      const { Worker } = require('node:worker_threads');
      new Worker("fetch('http://${name}/').then((a) => a.text()).then((t) => console.log(t, process.env.TRISTAGE_TASK))", { eval: true });
      console.log(process.env.TRISTAGE_TASK);`;
    expect(await task(threads)).toBe(`undefined\nhttp ${name} undefined`);
  });

  it('ends a task whose runtime was killed', async () => {
    const program = directory.write(
      'parent.cjs',
      `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['--require', ${JSON.stringify(preload)}, '-e', 'setInterval(() => {}, 1000)'], {
        detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
        env: { TRISTAGE_TASK: JSON.stringify({ names: {}, parentFd: 3 }) },
      });
      console.log(child.pid);
      setInterval(() => {}, 1000);`,
    );
    const parent: ChildProcess = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(parent.stdout ?? parent, 'data')) as [Buffer];
    const pid = Number(output.toString());
    const isUp = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    expect(isUp()).toBe(true);
    parent.kill('SIGKILL');
    await eventually(
      () => !isUp(),
      () => `process ${pid} still runs`,
      4000,
    );
  });
});
