import { spawnSync } from 'node:child_process';

/** Programs that a machine may lack. The probe must answer quickly and change nothing. */
const probes = {
  terraform: { command: 'terraform', args: ['version', '-json'], reason: 'Terraform 1.11 or later is not on the PATH' },
  chromium: { command: '/usr/bin/chromium', args: ['--version'], reason: 'Chromium is not at /usr/bin/chromium' },
  curl: { command: 'curl', args: ['--version'], reason: 'curl is not on the PATH' },
  nginx: { command: 'nginx', args: ['-v'], reason: 'nginx is not on the PATH; on Debian: apt-get install nginx-light' },
  'dynamodb-local': {
    command: 'java',
    args: [
      '-cp',
      `${process.env.TRISTAGE_DYNAMODB_LOCAL ?? ''}/*`,
      'software.amazon.dynamodb.services.local.main.ServerRunner',
      '-help',
    ],
    reason: 'Java 17 and the jars that docs/decisions/0008-local-dynamodb.md names are not in TRISTAGE_DYNAMODB_LOCAL',
  },
} as const;

const found = new Map<keyof typeof probes, boolean>();

function isPresent(program: keyof typeof probes): boolean {
  const known = found.get(program);
  if (known !== undefined) return known;
  const { command, args } = probes[program];
  const present = spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  found.set(program, present);
  return present;
}

/** Describes tests that need `program`; without it they are skipped, and their title says why. */
export function describeWith(program: keyof typeof probes, title: string, tests: () => void): void {
  if (isPresent(program)) describe(title, tests);
  else describe.skip(`${title} (${probes[program].reason})`, tests);
}
