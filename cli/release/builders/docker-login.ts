import { execFile } from 'node:child_process';
import { CliError } from '../../cli-error';
import { type RegistryLogin } from '../registry-login';

const timeoutMs = 60_000;

/** Logs docker in to a registry; the password is on no command line. @throws CliError `registry-refused` */
export function dockerLogin({ registry, user, password }: RegistryLogin, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['login', '--username', user, '--password-stdin', registry];
    const child = execFile('docker', args, { env, timeout: timeoutMs }, (cause, _, stderr) => {
      if (cause === null) return resolve();
      const reason = stderr.trim() === '' ? cause.message : stderr.trim();
      reject(new CliError('registry-refused', `docker login to ${registry}: ${reason}`, { cause }));
    });
    // A docker that is absent, or ends before it reads, is told by its exit.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(password);
  });
}
