import { type MeshMessage, readMeshMessage } from './mesh-message';
import { type Publication } from './protocol';

export interface MeshNode {
  readonly nodeId: string;
  /** What the last report said; a report replaces the one before. */
  readonly data: readonly { readonly key: string; readonly value: string }[];
  /** Epoch milliseconds of its last report or event. */
  readonly at: number;
  readonly reports: number;
  readonly events: number;
}

export interface MeshGroup {
  readonly apiId: string;
  readonly domain: string;
  readonly groupId: string;
  /** Epoch milliseconds of its last message. */
  readonly at: number;
  readonly messages: number;
  readonly deliveries: number;
  readonly dissolved: boolean;
  /** By node id, in the order of first appearance. */
  readonly nodes: readonly MeshNode[];
}

export interface MeshFeedEntry {
  readonly id: number;
  readonly at: number;
  readonly apiId: string;
  readonly field: string;
  /** Empty where a publication is not a message of Mesh. */
  readonly domain: string;
  readonly groupId: string;
  readonly nodeId: string;
  readonly text: string;
}

export interface MeshState {
  readonly groups: readonly MeshGroup[];
  /** Newest first. */
  readonly feed: readonly MeshFeedEntry[];
}

const maxGroups = 200;
const maxNodes = 200;
const maxFeedEntries = 100;
const maxTextLength = 300;
const maxDataEntries = 50;

function shorten(value: string): string {
  return value.length <= maxTextLength ? value : `${value.slice(0, maxTextLength)}…`;
}

function touch(group: MeshGroup, nodeId: string, at: number, change: (node: MeshNode) => MeshNode): MeshGroup {
  const index = group.nodes.findIndex((node) => node.nodeId === nodeId);
  const before = group.nodes[index] ?? { nodeId, data: [], at, reports: 0, events: 0 };
  const after = change({ ...before, at });
  if (index >= 0) return { ...group, nodes: group.nodes.with(index, after) };
  return group.nodes.length >= maxNodes ? group : { ...group, nodes: [...group.nodes, after] };
}

function applyMessage(group: MeshGroup, message: MeshMessage, at: number): MeshGroup {
  const { nodeStatus, batchEvent, groupDissolve } = message;
  if (nodeStatus) {
    const data = nodeStatus.data.slice(0, maxDataEntries).map(({ key, value }) => ({ key, value: shorten(value) }));
    return touch(group, nodeStatus.nodeId, at, (node) => ({ ...node, data, reports: node.reports + 1 }));
  }
  if (batchEvent) {
    const { firedByNodeId, events } = batchEvent;
    return touch(group, firedByNodeId, at, (node) => ({ ...node, events: node.events + events.length }));
  }
  return groupDissolve ? { ...group, dissolved: true } : group;
}

/**
 * The groups, nodes and values that published messages tell of, kept the same on the server and on the page: at most 200
 * groups (the longest silent one goes first), 200 nodes a group and the 100 newest events.
 */
export class MeshModel {
  readonly #groups = new Map<string, MeshGroup>();
  #feed: readonly MeshFeedEntry[];
  #nextFeedId: number;

  constructor(state: MeshState = { groups: [], feed: [] }) {
    for (const group of state.groups) this.#groups.set(MeshModel.#key(group), group);
    this.#feed = state.feed;
    this.#nextFeedId = (state.feed[0]?.id ?? 0) + 1;
  }

  static #key(group: { readonly apiId: string; readonly domain: string; readonly groupId: string }): string {
    return JSON.stringify([group.apiId, group.domain, group.groupId]);
  }

  apply(publication: Publication): void {
    const { at, apiId, field, deliveries } = publication;
    const message = readMeshMessage(publication.value);
    if (!message) {
      this.#addToFeed(publication, { domain: '', groupId: '', nodeId: '', text: JSON.stringify(publication.value) });
      return;
    }
    const { domain, groupId } = message;
    const key = MeshModel.#key({ apiId, domain, groupId });
    const before = this.#groups.get(key) ?? {
      ...{ apiId, domain, groupId, at, messages: 0, deliveries: 0, dissolved: false, nodes: [] },
    };
    const counted = { ...before, at, messages: before.messages + 1, deliveries: before.deliveries + deliveries };
    this.#groups.set(key, applyMessage(counted, message, at));
    if (this.#groups.size > maxGroups) this.#forgetLongestSilent();
    for (const event of message.batchEvent?.events ?? []) {
      const text = event.payload === undefined ? event.name : `${event.name} ${event.payload}`;
      this.#addToFeed(publication, { domain, groupId, nodeId: message.batchEvent?.firedByNodeId ?? '', text });
    }
    if (message.groupDissolve) {
      this.#addToFeed(publication, { domain, groupId, nodeId: '', text: message.groupDissolve.message || field });
    }
  }

  state(): MeshState {
    return { groups: [...this.#groups.values()], feed: this.#feed };
  }

  #addToFeed(
    { at, apiId, field }: Publication,
    entry: Pick<MeshFeedEntry, 'domain' | 'groupId' | 'nodeId' | 'text'>,
  ): void {
    const added = { id: this.#nextFeedId++, at, apiId, field, ...entry, text: shorten(entry.text) };
    this.#feed = [added, ...this.#feed].slice(0, maxFeedEntries);
  }

  #forgetLongestSilent(): void {
    let silent: { readonly key: string; readonly at: number } | undefined;
    for (const [key, { at }] of this.#groups) if (!silent || at < silent.at) silent = { key, at };
    if (silent) this.#groups.delete(silent.key);
  }
}
