import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeBodies } from './gateway/bodies';
import { idleConnections } from './gateway/idle-connections';
import { startStub, startUsersService } from './gateway/programs';
import { rollingRestart } from './gateway/rolling-restart';
import { throughput } from './gateway/throughput';
import { findLoadGenerator } from './support/http-load';
import { type Figure, report } from './support/measure';

/** Length of each run and runs of each proxy; `npm run bench -- gateway 3 1` is a quick look. */
const seconds = Number(process.argv[3] ?? 10);
const rounds = Number(process.argv[4] ?? 5);

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-'));
  const options = { seconds, rounds, directory };
  const figures: Figure[] = [];
  try {
    const stub = await startStub(directory);
    if ('absent' in stub) figures.push({ name: `before ${stub.name}`, measured: `not measured: ${stub.absent}` });
    else {
      try {
        figures.push(...(await throughput(stub, options)));
      } finally {
        for (const program of stub.programs) await program.stop();
      }
    }
    const users = await startUsersService(join(directory, 'images'));
    try {
      figures.push(...(await throughput(users, options)));
      figures.push(...(await idleConnections(users, directory)), ...(await rollingRestart(users, directory)));
    } finally {
      for (const program of users.programs) await program.stop();
    }
    figures.push(...(await largeBodies(directory)));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const generator = findLoadGenerator();
  report(`Gateway: 1 KB of JSON, 32 connections, ${generator}, median of ${rounds} runs of ${seconds} s`, figures);
}

void main();
