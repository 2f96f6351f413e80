import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, Program } from './program';

export interface NginxOptions {
  /** Path of nginx. */
  readonly command: string;
  /** Configuration in which `{directory}`, `{port}` and the names of `values` stand for what they are. */
  readonly template: string;
  readonly values: Readonly<Record<string, string>>;
  /** Where it gets a folder of its own. */
  readonly parent: string;
}

export interface RunningNginx {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly program: Program;
}

/** Starts nginx with a configuration. @throws Error with what it wrote when it does not listen */
export async function startNginx(options: NginxOptions): Promise<RunningNginx> {
  const { command, parent, template } = options;
  const directory = mkdtempSync(join(parent, 'nginx-'));
  for (const part of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(directory, part));
  const port = await freePort();
  const values: Readonly<Record<string, string>> = { ...options.values, directory, port: String(port) };
  const file = join(directory, 'nginx.conf');
  const text = readFileSync(template, 'utf8');
  writeFileSync(
    file,
    text.replace(/\{([a-zA-Z]+)\}/g, (whole, key: string) => values[key] ?? whole),
  );
  const program = await Program.start({ name: 'nginx', command, args: ['-c', file, '-p', directory], port });
  return { port, program };
}
