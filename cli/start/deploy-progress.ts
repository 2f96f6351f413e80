const planned = /Plan: (\d+) to add, (\d+) to change, (\d+) to destroy/;
const finished = /: (?:Creation|Modifications|Destruction) complete after/;

/** Follows the output of `cdktf deploy` by the lines that Terraform writes. */
export class DeployProgress {
  readonly #show: (text: string) => void;
  #planned = 0;
  #finished = 0;

  /** `show` is told what is going on, whenever that changes. */
  constructor(show: (text: string) => void) {
    this.#show = show;
  }

  /** Objects created, changed or destroyed so far. */
  get done(): number {
    return this.#finished;
  }

  read(line: string): void {
    const [, add, change, destroy] = planned.exec(line) ?? [];
    if (add !== undefined) this.#planned += Number(add) + Number(change) + Number(destroy);
    if (finished.test(line)) this.#finished += 1;
    if (this.#planned > 0) this.#show(`${this.#finished} of ${this.#planned} changes`);
  }
}
