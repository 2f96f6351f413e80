import { readMeshMessage } from './mesh-message';
import { type Publication } from './protocol';

/**
 * Publications waiting for the next message to the pages. Past `capacity` a node's report takes the place of its earlier
 * one in the batch, and anything else is left out: a page shows at most so much in a quarter of a second.
 */
export class PublicationBatch {
  #waiting: Publication[] = [];

  constructor(private readonly capacity: number) {}

  add(publication: Publication): void {
    if (this.#waiting.length < this.capacity) {
      this.#waiting.push(publication);
      return;
    }
    const reporter = this.#reporter(publication);
    if (reporter === undefined) return;
    const index = this.#waiting.findLastIndex((other) => this.#reporter(other) === reporter);
    if (index >= 0) this.#waiting[index] = publication;
  }

  take(): readonly Publication[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  #reporter({ apiId, value }: Publication): string | undefined {
    const message = readMeshMessage(value);
    return message?.nodeStatus && JSON.stringify([apiId, message.domain, message.groupId, message.nodeStatus.nodeId]);
  }
}
