import type { Logger } from '@aws-lambda-powertools/logger';
import { createDomain } from './create-domain';
import { dissolveGroup, type DissolveMessage } from './dissolve-group';
import { leaveGroup, type LeaveGroupPayload } from './leave-group';
import { parseEvent, type Call, type MeshEvent } from './parse-event';
import { recordEvents, type RecordEventsOptions, type RecordEventsPayload } from './record-events';
import type { Table } from './table';

export interface MeshHandlerOptions extends RecordEventsOptions {
  readonly table: Table;
  readonly readSecretKey: () => Promise<string>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

export type MeshReply = string | LeaveGroupPayload | DissolveMessage | RecordEventsPayload;

/**
 * Makes the resolver of createDomain, leaveGroup, dissolveGroup and recordEventsByNode. Every failure is let out, since
 * AppSync makes the error entry of type `Lambda:Unhandled` with its message, which clients read.
 */
export function meshHandler(options: MeshHandlerOptions): (event: MeshEvent) => Promise<MeshReply> {
  return async (event) => {
    const { fieldName } = event.info;
    try {
      const call = parseEvent(event);
      const reply = await run(call, options);
      options.logger.info('resolved', { fieldName, ...idsOf(call) });
      return reply;
    } catch (error) {
      options.logger.error('failed', { fieldName, error });
      throw error;
    }
  };
}

async function run(call: Call, options: MeshHandlerOptions): Promise<MeshReply> {
  switch (call.fieldName) {
    case 'createDomain':
      return createDomain(await options.readSecretKey(), call.caller);
    case 'leaveGroup':
      return leaveGroup(options.table, call.args, options.sleep);
    case 'dissolveGroup':
      return dissolveGroup(options.table, call.args, options.sleep);
    case 'recordEventsByNode':
      return recordEvents(options.table, call.args, options);
  }
}

function idsOf(call: Call): { readonly groupId?: string; readonly domain?: string } {
  if (call.fieldName === 'createDomain') return {};
  const { groupId, domain } = call.args;
  return { groupId, domain };
}
