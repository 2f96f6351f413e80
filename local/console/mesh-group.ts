import { type MeshAnswer } from './mesh-answer';
import { type MeshMessage } from './mesh-message';

export interface MeshNode {
  readonly nodeId: string;
  /** What the last report said; a report replaces the one before. */
  readonly data: readonly { readonly key: string; readonly value: string }[];
  /** Epoch milliseconds of its last sign of life. */
  readonly at: number;
  /** Epoch milliseconds at which its membership ends unless it is renewed; absent until an answer has told it. */
  readonly expiresAtMs?: number;
  readonly reports: number;
  readonly events: number;
}

export interface MeshGroup {
  readonly apiId: string;
  readonly domain: string;
  readonly groupId: string;
  /** Absent until an answer to a mutation has told it, as are `hostId` and `expiresAtMs`. */
  readonly name?: string;
  readonly hostId?: string;
  /** Epoch milliseconds. */
  readonly expiresAtMs?: number;
  /** Epoch milliseconds of its last sign of life. */
  readonly at: number;
  readonly messages: number;
  readonly deliveries: number;
  /** How it has ended; absent while it lives. */
  readonly ended?: 'dissolved' | 'expired';
  /** By node id, in the order of first appearance. */
  readonly nodes: readonly MeshNode[];
}

const maxNodes = 200;
const maxTextLength = 300;
const maxDataEntries = 50;
/** Longer than any stage waits for a host's heartbeat. */
const silentMs = 5 * 60 * 1000;
/** How long what has ended is still shown. */
const shownMs = 30 * 1000;

/** At most 300 characters of a value. */
export function shorten(value: string): string {
  return value.length <= maxTextLength ? value : `${value.slice(0, maxTextLength)}…`;
}

function touch(group: MeshGroup, nodeId: string, at: number, change: (node: MeshNode) => MeshNode): MeshGroup {
  const index = group.nodes.findIndex((node) => node.nodeId === nodeId);
  const before = group.nodes[index] ?? { nodeId, data: [], at, reports: 0, events: 0 };
  const after = change({ ...before, at });
  if (index >= 0) return { ...group, nodes: group.nodes.with(index, after) };
  return group.nodes.length >= maxNodes ? group : { ...group, nodes: [...group.nodes, after] };
}

/** The group after a message that was published in it. */
export function withMessage(group: MeshGroup, message: MeshMessage, at: number): MeshGroup {
  const { nodeStatus, batchEvent, groupDissolve } = message;
  if (nodeStatus) {
    const data = nodeStatus.data.slice(0, maxDataEntries).map(({ key, value }) => ({ key, value: shorten(value) }));
    return touch(group, nodeStatus.nodeId, at, (node) => ({ ...node, data, reports: node.reports + 1 }));
  }
  if (batchEvent) {
    const { firedByNodeId, events } = batchEvent;
    return touch(group, firedByNodeId, at, (node) => ({ ...node, events: node.events + events.length }));
  }
  return groupDissolve ? { ...group, ended: 'dissolved' } : group;
}

/** The group after an answer that told of it. */
export function withAnswer(group: MeshGroup, answer: MeshAnswer, at: number): MeshGroup {
  const { name = group.name, hostId = group.hostId, expiresAtMs = group.expiresAtMs, joined, left } = answer;
  const told = {
    ...group,
    ...(name !== undefined && { name: shorten(name) }),
    ...(hostId !== undefined && { hostId }),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  };
  if (left !== undefined) return { ...told, nodes: told.nodes.filter(({ nodeId }) => nodeId !== left) };
  return joined ? touch(told, joined.nodeId, at, (node) => ({ ...node, ...joined })) : told;
}

/** The group as of `nowMs`, without the nodes whose membership is long over; undefined when it is no longer shown itself. */
export function settled(group: MeshGroup, nowMs: number): MeshGroup | undefined {
  const { at, expiresAtMs = Number.POSITIVE_INFINITY, ended } = group;
  // Whoever still sends lives, whatever was said before.
  const endsAtMs = ended === 'dissolved' ? at : Math.max(at, Math.min(expiresAtMs, at + silentMs));
  if (endsAtMs + shownMs <= nowMs) return undefined;
  const nodes = group.nodes.filter((node) => Math.max(node.at, node.expiresAtMs ?? nowMs) + shownMs > nowMs);
  const isSame = nodes.length === group.nodes.length && (ended !== undefined || endsAtMs > nowMs);
  if (isSame) return group;
  return { ...group, nodes, ...(ended === undefined && endsAtMs <= nowMs && { ended: 'expired' as const }) };
}
