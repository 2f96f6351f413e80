import { z } from 'zod';
import { AwsError } from '../../aws-endpoint/aws-error';
import { type JsonService } from '../../aws-endpoint/json-protocol';
import { type TaskLogs } from '../task-logs';
import { jsonService, parseInput } from './actions';

const getLogEvents = z.object({
  logGroupName: z.string(),
  logStreamName: z.string(),
  limit: z.number().int().min(1).max(10_000).default(10_000),
  startFromHead: z.boolean().default(false),
});

/** CloudWatch Logs' GetLogEvents, of the containers' last lines. */
export function logsApi(logs: TaskLogs): JsonService {
  return jsonService('Logs_20140328', 'logs', {
    GetLogEvents: (input) => {
      const { logGroupName, logStreamName, limit, startFromHead } = parseInput(
        getLogEvents,
        input,
        'InvalidParameterException',
      );
      const lines = logs.lines(logGroupName, logStreamName);
      if (lines === undefined) {
        throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      }
      const chosen = startFromHead ? lines.slice(0, limit) : lines.slice(-limit);
      return { events: chosen.map(({ atMs, message }) => ({ timestamp: atMs, ingestionTime: atMs, message })) };
    },
  });
}
