import { z } from 'zod';
import { type SignedJsonCall } from './signed-json-call';

/** Where the lines of a container of a task are. */
export interface LogStream {
  readonly region: string;
  readonly group: string;
  /** `<prefix>/<container>/<task id>` for the awslogs driver. */
  readonly stream: string;
}

/** What containers wrote. */
export interface TaskLog {
  /** The last lines of a stream, oldest first; or why there are none. */
  last(stream: LogStream, count: number): Promise<{ readonly lines: readonly string[] } | { readonly problem: string }>;
}

const output = z.object({ events: z.array(z.object({ message: z.string() })).default([]) });

/** CloudWatch Logs, by the one action that a failed task needs of it. */
export function taskLog(call: SignedJsonCall): TaskLog {
  return {
    last: async ({ region, group, stream }, count) => {
      const answer = await call({
        service: 'logs',
        host: `logs.${region}.amazonaws.com`,
        region,
        target: 'Logs_20140328.GetLogEvents',
        input: { logGroupName: group, logStreamName: stream, limit: count, startFromHead: false },
      });
      if (!answer.ok) return { problem: `${answer.type}: ${answer.message}` };
      return { lines: output.parse(answer.output).events.map(({ message }) => message) };
    },
  };
}
