/** What a mutation of Mesh whose answer goes to no subscriber tells of a group. */
export interface MeshAnswer {
  readonly groupId: string;
  readonly domain: string;
  readonly name?: string;
  readonly hostId?: string;
  /** Epoch milliseconds at which the group's time is over. */
  readonly expiresAtMs?: number;
  readonly joined?: { readonly nodeId: string; readonly expiresAtMs?: number };
  /** Id of the node that left. */
  readonly left?: string;
}

type Values = Readonly<Record<string, unknown>>;

function textOf(name: string, ...places: readonly Values[]): string | undefined {
  const found = places.map((place) => place[name]).find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : undefined;
}

function expiryOf(value: Values): { readonly expiresAtMs?: number } {
  const expiresAtMs = Date.parse(textOf('expiresAt', value) ?? '');
  return Number.isNaN(expiresAtMs) ? {} : { expiresAtMs };
}

function groupOf(field: string, value: Values, given: Values): MeshAnswer | undefined {
  const groupId = field === 'createGroup' ? textOf('id', value) : textOf('groupId', value, given);
  const domain = textOf('domain', value, given);
  return groupId === undefined || domain === undefined ? undefined : { groupId, domain };
}

/**
 * Reads the answer of a mutation of Mesh. A caller need not select what it said itself, so arguments stand in for it.
 * @returns undefined for other mutations, and where neither answer nor arguments name the group
 */
export function readMeshAnswer(field: string, value: unknown, given: Values): MeshAnswer | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const answer: Values = { ...value };
  const group = groupOf(field, answer, given);
  if (!group) return undefined;
  const nodeId = textOf('nodeId', given);
  switch (field) {
    case 'createGroup':
    case 'renewHeartbeat': {
      const name = textOf('name', answer, given);
      const hostId = textOf('hostId', answer, given);
      return { ...group, ...(name && { name }), ...(hostId && { hostId }), ...expiryOf(answer) };
    }
    case 'joinGroup':
    case 'sendMemberHeartbeat':
      return { ...group, ...(nodeId && { joined: { nodeId, ...expiryOf(answer) } }) };
    case 'leaveGroup':
      return { ...group, ...(nodeId && { left: nodeId }) };
    case 'recordEventsByNode':
      return { ...group, ...(nodeId && { joined: { nodeId } }) };
    default:
      return undefined;
  }
}
