/** A message of Mesh as its mutations publish it, with exactly one of the three parts. */
export interface MeshMessage {
  readonly groupId: string;
  readonly domain: string;
  readonly nodeStatus?: {
    readonly nodeId: string;
    readonly data: readonly { readonly key: string; readonly value: string }[];
  };
  readonly batchEvent?: {
    readonly firedByNodeId: string;
    readonly events: readonly { readonly name: string; readonly payload?: string }[];
  };
  readonly groupDissolve?: { readonly message: string };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/**
 * Reads what a mutation published as a message of Mesh. A mutation publishes only what it selected, so parts may lack fields.
 * @returns undefined where it is of another shape, or where the sender did not select the group.
 */
export function readMeshMessage(value: unknown): MeshMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { groupId, domain, nodeStatus, batchEvent, groupDissolve } = value;
  if (typeof groupId !== 'string' || typeof domain !== 'string') return undefined;
  if (isRecord(nodeStatus)) {
    if (typeof nodeStatus.nodeId !== 'string') return undefined;
    const data = records(nodeStatus.data).map((entry) => ({ key: text(entry.key), value: text(entry.value) }));
    return { groupId, domain, nodeStatus: { nodeId: nodeStatus.nodeId, data } };
  }
  if (isRecord(batchEvent)) {
    const events = records(batchEvent.events).map((event) => ({
      name: text(event.name),
      ...(typeof event.payload === 'string' ? { payload: event.payload } : {}),
    }));
    return { groupId, domain, batchEvent: { firedByNodeId: text(batchEvent.firedByNodeId), events } };
  }
  if (isRecord(groupDissolve)) return { groupId, domain, groupDissolve: { message: text(groupDissolve.message) } };
  return undefined;
}
