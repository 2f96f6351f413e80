import { z } from 'zod';
import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { AwsError } from './aws-error';
import { type JsonService } from './json-protocol';

const maxEntries = 10;
const maxTotalBytes = 256 * 1024;

const putEventsInput = z.object({
  Entries: z.array(
    z.object({
      Source: z.string().optional(),
      DetailType: z.string().optional(),
      Detail: z.string().optional(),
      EventBusName: z.string().optional(),
      Resources: z.array(z.string()).optional(),
      Time: z.number().optional(),
      TraceHeader: z.string().optional(),
    }),
  ),
});

type Entry = z.infer<typeof putEventsInput>['Entries'][number];

export interface EventBridgeOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly events: RuntimeEvents;
  readonly newId: () => string;
}

/**
 * EventBridge's PutEvents: checks entries as the service does and writes each accepted event, whole, to the log
 * `/aws/events/<bus>`. No rule or target is run.
 */
export function eventBridge(options: EventBridgeOptions): JsonService {
  return {
    targetPrefix: 'AWSEvents',
    call: (action, input) => {
      if (action !== 'PutEvents') {
        throw new AwsError('UnknownOperationException', `events: ${action} is not served here; only PutEvents is`, 501);
      }
      return putEvents(input, options);
    },
  };
}

function putEvents(input: Readonly<Record<string, unknown>>, options: EventBridgeOptions): unknown {
  const parsed = putEventsInput.safeParse(input);
  if (!parsed.success) throw new AwsError('ValidationException', z.prettifyError(parsed.error));
  const { Entries: entries } = parsed.data;
  if (entries.length < 1 || entries.length > maxEntries) {
    throw new AwsError('ValidationException', `Entries must have 1 to ${maxEntries} members, got ${entries.length}`);
  }
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > maxTotalBytes) {
    throw new AwsError(
      'ValidationException',
      `Total size of the entries must be at most ${maxTotalBytes}, got ${bytes}`,
    );
  }
  const results = entries.map((entry) => putEvent(entry, options));
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function putEvent(entry: Entry, { accountId, region, clock, events, newId }: EventBridgeOptions): object {
  const { Source: source, DetailType: detailType, Detail: detailText } = entry;
  for (const [name, value] of Object.entries({ Source: source, DetailType: detailType, Detail: detailText })) {
    if (!value) {
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
    }
  }
  const detail = parseDetail(detailText ?? '');
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const id = newId();
  const nowMs = clock.nowMs();
  const event = {
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account: accountId,
    time: new Date(entry.Time === undefined ? nowMs : entry.Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: entry.Resources ?? [],
    detail,
  };
  const bus = (entry.EventBusName ?? 'default').replace(/^.*event-bus\//, '');
  events.emit({ at: nowMs, kind: 'log', source: `/aws/events/${bus}`, level: 'info', message: JSON.stringify(event) });
  return { EventId: id };
}

function parseDetail(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As EventBridge counts an entry: 14 bytes for its time, and the UTF-8 of its texts. */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}
