import { type HeaderCheck, type HeaderSender, type SecretStore } from '../../../../services/web/origin-header/rotation';

/** A secret, rules and distributions, which check after every change that no request is refused. */
export class InMemoryAws {
  readonly secrets: SecretStore;
  readonly check: HeaderCheck;
  readonly sender: HeaderSender;
  /** Values by token, and the tokens of the stages. */
  readonly values = new Map<string, string>();
  readonly stages = new Map<'AWSCURRENT' | 'AWSPENDING', string>();
  /** What each rule lets in, and what each distribution sends. */
  rules: string[][] = [['placeholder'], ['placeholder']];
  distributions: string[] = ['placeholder', 'placeholder'];
  /** Changes still made before AWS fails; undefined: it never does. */
  changesLeft: number | undefined;

  constructor() {
    this.secrets = {
      read: (stage) => {
        const token = this.stages.get(stage);
        const value = token === undefined ? undefined : this.values.get(token);
        return Promise.resolve(token === undefined || value === undefined ? undefined : { token, value });
      },
      putPending: async (token, value) => {
        await this.#change(() => this.values.set(token, value) && this.stages.set('AWSPENDING', token));
      },
      makeCurrent: async (token, former) => {
        if (this.stages.get('AWSCURRENT') !== former) throw new Error('the former version is not current');
        await this.#change(() => this.stages.set('AWSCURRENT', token));
      },
    };
    this.check = {
      accept: async (values) => {
        if (values.length > 2) throw new Error('a rule takes five values, three of which are others');
        for (const index of this.rules.keys()) await this.#change(() => (this.rules[index] = [...values]));
      },
      accepted: () => {
        const [first = [], ...others] = this.rules;
        return Promise.resolve(first.filter((value) => others.every((rule) => rule.includes(value))));
      },
    };
    this.sender = {
      send: async (value) => {
        for (const index of this.distributions.keys()) await this.#change(() => (this.distributions[index] = value));
      },
      sent: () => Promise.resolve([...this.distributions]),
    };
  }

  async #change(make: () => unknown): Promise<void> {
    if (this.changesLeft === 0) throw new Error('AWS failed');
    if (this.changesLeft !== undefined) this.changesLeft -= 1;
    make();
    for (const sent of this.distributions) {
      for (const rule of this.rules) {
        if (!rule.includes(sent)) throw new Error(`a request with ${sent} is refused: ${JSON.stringify(this.rules)}`);
      }
    }
    await Promise.resolve();
  }
}
