import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage } from '../cli/release/build-image';
import { findNginx } from '../local/runtime/ecs/nginx-program';
import { findLoadGenerator } from './support/http-load';
import { type Figure, median, report } from './support/measure';
import { connections } from './web/contest';
import { edgeThroughput } from './web/edge-throughput';
import { imageSizes } from './web/image-sizes';
import { serverRendering } from './web/server-rendering';
import { type ShippedScripts, shippedScripts } from './web/site-page';
import { type SiteTaskOptions, startSiteTask } from './web/site-task';
import { WebSystem } from './web/web-system';

/** Length of each run and runs of each contender; `npm run bench -- web 3 1` is a quick look. */
const seconds = Number(process.argv[3] ?? 10);
const rounds = Number(process.argv[4] ?? 5);
const coldStarts = 10;
const root = join(__dirname, '..');

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'web-'));
  try {
    const nginxCommand = findNginx(process.env.PATH ?? '');
    const figures: Figure[] = [];
    if (nginxCommand === undefined) {
      // It is the reverse proxy of each task too, without which no page comes.
      figures.push({ name: 'all that runs', measured: 'not measured: nginx is not installed' });
      const imagesDirectory = join(directory, 'images');
      figures.push(...(await imageSizes(imagesDirectory, await buildImages(imagesDirectory))));
    } else {
      figures.push(...(await measureSystem(nginxCommand, directory)));
    }
    const load = `${connections} connections, ${findLoadGenerator()}, median of ${rounds} runs of ${seconds} s`;
    report(`Web: ${load}`, figures);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureSystem(nginxCommand: string, directory: string): Promise<readonly Figure[]> {
  const system = await WebSystem.start(join(directory, 'home'));
  try {
    const { addresses, imagesDirectory } = system;
    const images = await buildImages(imagesDirectory);
    const digests = new Map([
      ['app', images.get('web-app') ?? ''],
      ['reverse-proxy', images.get('web-proxy') ?? ''],
    ]);
    const temporary = join(directory, 'temporary');
    mkdirSync(temporary);
    const task: SiteTaskOptions = { addresses, imagesDirectory, digests, temporary };
    const scripts = await shippedScripts(addresses);
    return [
      ...(await edgeThroughput({ system, nginxCommand, asset: scripts.entry, seconds, rounds, directory })),
      ...(await serverRendering({ ...task, seconds, rounds })),
      ...(await imageSizes(imagesDirectory, images)),
      await coldStart(task),
      shipped(scripts),
    ];
  } finally {
    await system.stop();
  }
}

/** @returns digests by the names of the images */
async function buildImages(imagesDirectory: string): Promise<ReadonlyMap<string, string>> {
  const images = new Map<string, string>();
  for (const image of ['web-app', 'web-proxy', 'web-api']) {
    images.set(image, await buildImage(image, { projectDirectory: root, imagesDirectory }));
  }
  return images;
}

async function coldStart(options: SiteTaskOptions): Promise<Figure> {
  const times: number[] = [];
  for (let count = 0; count < coldStarts; count += 1) {
    const task = await startSiteTask(options);
    times.push(task.startMs);
    await task.stop();
  }
  const range = `${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms`;
  return {
    name: `both containers of a task started, until /healthz through the proxy is 200, median of ${coldStarts}`,
    measured: `${median(times).toFixed(0)} ms (${range})`,
  };
}

function shipped({ files, inlineBytes }: ShippedScripts): Figure {
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  return {
    name: 'scripts that the browser loads for the landing page, gzip',
    measured: `${(bytes / 1024).toFixed(1)} KB in ${files.size} files, and ${inlineBytes} bytes in the page`,
    promised: '120 KB',
  };
}

void main();
