import { type MeshMessage, type NodeStatus, type SensorData } from './mesh-types';

export interface NodeView {
  readonly id: string;
  /** Latest value of each key, in the order the keys first came. */
  readonly data: readonly SensorData[];
  /** Of its last report: ISO 8601, UTC. */
  readonly reportedAt: string | undefined;
}

/** A line of the log of a group. */
export interface LogLine {
  /** Grows by one from line to line. */
  readonly number: number;
  readonly at: string;
  readonly from: string;
  readonly text: string;
}

export interface GroupView {
  /** By id, ascending. */
  readonly nodes: readonly NodeView[];
  /** The newest last. */
  readonly lines: readonly LogLine[];
  readonly isDissolved: boolean;
}

export const emptyGroupView: GroupView = { nodes: [], lines: [], isDissolved: false };

const maxLines = 100;
const maxNodes = 200;

/** A report holds only the keys that changed, so it is laid over what is known. */
function withData(known: readonly SensorData[], reported: readonly SensorData[]): readonly SensorData[] {
  const values = new Map(known.map(({ key, value }) => [key, value]));
  for (const { key, value } of reported) values.set(key, value);
  return [...values].map(([key, value]) => ({ key, value }));
}

function withNode(nodes: readonly NodeView[], node: NodeView): readonly NodeView[] {
  const others = nodes.filter(({ id }) => id !== node.id);
  if (others.length >= maxNodes) return nodes;
  return [...others, node].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function withStatus(nodes: readonly NodeView[], { nodeId, data, timestamp }: NodeStatus): readonly NodeView[] {
  const known = nodes.find(({ id }) => id === nodeId);
  const isOlder = known?.reportedAt !== undefined && known.reportedAt > timestamp;
  const [below, above] = isOlder ? [data, known.data] : [known?.data ?? [], data];
  const reportedAt = isOlder ? known.reportedAt : timestamp;
  return withNode(nodes, { id: nodeId, data: withData(below, above), reportedAt });
}

/** The view after the members of the group and what they reported last were read. */
export function withMembers(view: GroupView, ids: readonly string[], statuses: readonly NodeStatus[]): GroupView {
  const known = new Set(view.nodes.map(({ id }) => id));
  const joined = ids.filter((id) => !known.has(id)).map((id) => ({ id, data: [], reportedAt: undefined }));
  const nodes = joined.reduce<readonly NodeView[]>(withNode, view.nodes);
  return { ...view, nodes: statuses.reduce(withStatus, nodes) };
}

/** The view after a message of the subscription; `receivedAt` (ISO 8601) dates messages without a time. */
export function withMessage(view: GroupView, message: MeshMessage, receivedAt: string): GroupView {
  const { nodeStatus, batchEvent, groupDissolve } = message;
  if (nodeStatus !== null) {
    const text = nodeStatus.data.map(({ key, value }) => `${key} = ${value}`).join(', ');
    const next = { ...view, nodes: withStatus(view.nodes, nodeStatus) };
    return withLine(next, nodeStatus.timestamp, nodeStatus.nodeId, text === '' ? 'reported nothing' : text);
  }
  if (batchEvent !== null) {
    return batchEvent.events.reduce(
      (before, { name, firedByNodeId, payload, timestamp }) =>
        withLine(before, timestamp, firedByNodeId, payload === null ? name : `${name}: ${payload}`),
      view,
    );
  }
  if (groupDissolve !== null) {
    return withLine({ ...view, isDissolved: true }, receivedAt, 'host', 'The group was dissolved.');
  }
  return view;
}

function withLine(view: GroupView, at: string, from: string, text: string): GroupView {
  const number = (view.lines.at(-1)?.number ?? 0) + 1;
  return { ...view, lines: [...view.lines, { number, at, from, text }].slice(-maxLines) };
}
