import { spawnSync } from 'node:child_process';

/** Programs that a machine may lack. The probe must answer quickly and change nothing. */
const probes = {
  terraform: { command: 'terraform', args: ['version', '-json'], reason: 'Terraform 1.11 or later is not on the PATH' },
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
