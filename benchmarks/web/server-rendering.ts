import { type Figure } from '../support/measure';
import { cpuSecondsOfTree, processTree, residentMb } from '../support/program';
import { contest, type ContestOptions, inWords, shareOf } from './contest';
import { fetchAnswer } from './fetch-answer';
import { startNuxtPreview } from './nuxt-preview';
import { contentOf, gzipHeaders } from './site-page';
import { type SiteTaskOptions, startSiteTask } from './site-task';

/** The landing page, rendered for each request, by one task of the site and by `nuxt preview` of the same build. */
export async function serverRendering(options: ContestOptions & SiteTaskOptions): Promise<readonly Figure[]> {
  const headers = gzipHeaders(options.addresses);
  const closers: (() => Promise<void>)[] = [];
  try {
    const task = await startSiteTask(options);
    closers.push(() => task.stop());
    const preview = await startNuxtPreview(options.addresses);
    closers.push(() => preview.stop());
    const pages = await Promise.all(
      [task, preview].map(({ host, port }) => fetchAnswer({ host, port, path: '/', headers })),
    );
    if (new Set(pages.map((page) => contentOf(page).toString())).size !== 1) {
      throw new Error('web benchmark: the task and nuxt preview render different pages');
    }
    const results = await contest(
      [
        {
          name: 'one task',
          url: `http://${task.host}:${task.port}/`,
          headers,
          cpuSeconds: () => [...task.pids.values()].reduce((sum, pid) => sum + cpuSecondsOfTree(pid), 0),
        },
        {
          name: 'nuxt preview',
          url: `http://${preview.host}:${preview.port}/`,
          headers,
          cpuSeconds: () => cpuSecondsOfTree(preview.pid),
        },
      ],
      options,
    );
    const [own, other] = [results.get('one task'), results.get('nuxt preview')];
    if (own === undefined || other === undefined) throw new Error('web benchmark: no page was rendered');
    const memory = [...task.pids].map(([name, pid]) => `${name} ${residents(pid)}`).join(', ');
    return [
      { name: 'rendered page: one task, which compresses it', measured: inWords(own) },
      { name: 'rendered page: nuxt preview, which does not', measured: inWords(other) },
      { name: "rendered page: requests/s of one task against nuxt preview's", measured: shareOf(own, other) },
      { name: 'RSS after it: one task', measured: memory },
      { name: 'RSS after it: nuxt preview, command and server', measured: residents(preview.pid) },
    ];
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** Resident memory of a process and all that it started, and of each of them. */
function residents(pid: number): string {
  const each = processTree(pid).map(residentMb);
  const sum = `${each.reduce((total, mb) => total + mb, 0).toFixed(0)} MB`;
  return each.length === 1 ? sum : `${sum} (${each.map((mb) => mb.toFixed(0)).join(' + ')})`;
}
