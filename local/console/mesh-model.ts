import { readMeshAnswer } from './mesh-answer';
import { type MeshGroup, settled, shorten, withAnswer, withMessage } from './mesh-group';
import { readMeshMessage } from './mesh-message';
import { type Publication } from './protocol';

export interface MeshFeedEntry {
  readonly id: number;
  readonly at: number;
  readonly apiId: string;
  readonly field: string;
  /** Empty where a publication is not a message of Mesh. */
  readonly domain: string;
  readonly groupId: string;
  /** Absent where it was not known at the time. */
  readonly groupName?: string;
  readonly nodeId: string;
  readonly text: string;
}

export interface MeshState {
  readonly groups: readonly MeshGroup[];
  /** Newest first. */
  readonly feed: readonly MeshFeedEntry[];
}

const maxGroups = 200;
const maxFeedEntries = 100;

/**
 * The groups, nodes and values that mutations tell of, kept the same on the server and on the page: at most 200 groups
 * (the longest silent one goes first), 200 nodes a group and the 100 newest events.
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
    if (publication.arguments) {
      const answer = readMeshAnswer(field, publication.value, publication.arguments);
      // Nodes leave a dissolved group too, maybe long after it is forgotten.
      if (!answer || (answer.left !== undefined && !this.#groups.has(MeshModel.#key({ apiId, ...answer })))) return;
      this.#change({ apiId, ...answer }, at, (group) => withAnswer(group, answer, at));
      return;
    }
    const message = readMeshMessage(publication.value);
    if (!message) {
      this.#addToFeed(publication, { domain: '', groupId: '', nodeId: '', text: JSON.stringify(publication.value) });
      return;
    }
    const { domain, groupId } = message;
    this.#change({ apiId, domain, groupId }, at, (group) =>
      withMessage({ ...group, messages: group.messages + 1, deliveries: group.deliveries + deliveries }, message, at),
    );
    for (const event of message.batchEvent?.events ?? []) {
      const text = event.payload === undefined ? event.name : `${event.name} ${event.payload}`;
      this.#addToFeed(publication, { domain, groupId, nodeId: message.batchEvent?.firedByNodeId ?? '', text });
    }
    if (message.groupDissolve) {
      this.#addToFeed(publication, { domain, groupId, nodeId: '', text: message.groupDissolve.message || field });
    }
  }

  /** Marks groups that have expired by `nowMs`, and forgets what ended half a minute before. */
  settle(nowMs: number): void {
    for (const [key, group] of this.#groups) {
      const next = settled(group, nowMs);
      if (!next) this.#groups.delete(key);
      else if (next !== group) this.#groups.set(key, next);
    }
  }

  state(): MeshState {
    return { groups: [...this.#groups.values()], feed: this.#feed };
  }

  #change(
    { apiId, domain, groupId }: Pick<MeshGroup, 'apiId' | 'domain' | 'groupId'>,
    at: number,
    change: (group: MeshGroup) => MeshGroup,
  ): void {
    const key = MeshModel.#key({ apiId, domain, groupId });
    const known = this.#groups.get(key) ?? { apiId, domain, groupId, at, messages: 0, deliveries: 0, nodes: [] };
    const { ended, ...alive } = known;
    // A sign of life takes back that a group had expired, but nothing brings back one that was dissolved.
    this.#groups.set(key, change(ended === 'dissolved' ? known : { ...alive, at }));
    if (this.#groups.size > maxGroups) this.#forgetLongestSilent();
  }

  #addToFeed(
    { at, apiId, field }: Publication,
    entry: Pick<MeshFeedEntry, 'domain' | 'groupId' | 'nodeId' | 'text'>,
  ): void {
    const groupName = this.#groups.get(MeshModel.#key({ apiId, ...entry }))?.name;
    const named = groupName === undefined ? entry : { ...entry, groupName };
    const added = { id: this.#nextFeedId++, at, apiId, field, ...named, text: shorten(entry.text) };
    this.#feed = [added, ...this.#feed].slice(0, maxFeedEntries);
  }

  #forgetLongestSilent(): void {
    let silent: { readonly key: string; readonly at: number } | undefined;
    for (const [key, { at }] of this.#groups) if (!silent || at < silent.at) silent = { key, at };
    if (silent) this.#groups.delete(silent.key);
  }
}
