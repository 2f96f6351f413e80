import type { AppSyncResolverEvent } from 'aws-lambda';
import type { Caller } from './create-domain';
import type { DissolveGroupArguments } from './dissolve-group';
import type { LeaveGroupArguments } from './leave-group';
import type { RecordedEventInput, RecordEventsArguments } from './record-events';

/** A call of one of the fields that this function resolves. */
export type Call =
  | { readonly fieldName: 'createDomain'; readonly caller: Caller }
  | { readonly fieldName: 'leaveGroup'; readonly args: LeaveGroupArguments }
  | { readonly fieldName: 'dissolveGroup'; readonly args: DissolveGroupArguments }
  | { readonly fieldName: 'recordEventsByNode'; readonly args: RecordEventsArguments };

export type MeshEvent = Pick<
  AppSyncResolverEvent<Readonly<Record<string, unknown>> | null>,
  'arguments' | 'identity' | 'request' | 'info'
>;

/**
 * Reads AppSync's event. AppSync has checked the arguments against the schema; what is checked here is that the field
 * and the schema are the ones this code was written for.
 * @throws Error naming the field or argument, what is allowed and what came.
 */
export function parseEvent(event: MeshEvent): Call {
  const { fieldName } = event.info;
  const args = event.arguments ?? {};
  const text = (name: string): string => textOf(args, name, fieldName);
  switch (fieldName) {
    case 'createDomain':
      return { fieldName, caller: callerOf(event) };
    case 'leaveGroup':
      return { fieldName, args: { groupId: text('groupId'), domain: text('domain'), nodeId: text('nodeId') } };
    case 'dissolveGroup':
      return { fieldName, args: { groupId: text('groupId'), domain: text('domain'), hostId: text('hostId') } };
    case 'recordEventsByNode': {
      const events = eventsOf(args.events);
      return { fieldName, args: { groupId: text('groupId'), domain: text('domain'), nodeId: text('nodeId'), events } };
    }
    default:
      throw new Error(
        `mesh function: fieldName must be createDomain, leaveGroup, dissolveGroup or recordEventsByNode, got ${fieldName}`,
      );
  }
}

function callerOf({ request, identity }: MeshEvent): Caller {
  const sourceIps = identity !== null && identity !== undefined && 'sourceIp' in identity ? identity.sourceIp : [];
  return { forwardedFor: request.headers['x-forwarded-for'], sourceIps };
}

function textOf(source: Readonly<Record<string, unknown>>, name: string, where: string): string {
  const value = source[name];
  if (typeof value === 'string') return value;
  throw new Error(`${where}: ${name} must be a string, got ${typeof value}`);
}

function optionalTextOf(source: Readonly<Record<string, unknown>>, name: string, where: string): string | null {
  return source[name] === undefined || source[name] === null ? null : textOf(source, name, where);
}

function eventsOf(value: unknown): RecordedEventInput[] {
  if (!Array.isArray(value)) throw new Error(`recordEventsByNode: events must be a list, got ${typeof value}`);
  return value.map((entry: unknown, index) => {
    const where = `recordEventsByNode: events[${index}]`;
    if (!isRecord(entry)) throw new Error(`${where} must be an object, got ${entry === null ? 'null' : typeof entry}`);
    return {
      eventName: textOf(entry, 'eventName', where),
      payload: optionalTextOf(entry, 'payload', where),
      orderKey: optionalTextOf(entry, 'orderKey', where),
    };
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
