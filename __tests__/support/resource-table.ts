import { type Attributes, UNKNOWN } from '../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf } from './rehearsed-account';

export interface ResourceTable {
  readonly type: string;
  /** A configuration that AWS accepts. */
  readonly config: Attributes;
  /** What the object has after apply, at least. */
  readonly gives: Readonly<Record<string, unknown>>;
  /** Changes of `config` that are refused: what, change, part of the message or a pattern. */
  readonly refused?: readonly (readonly [what: string, change: Attributes, message: string | RegExp])[];
  /** Changes of `config` that replace the object, and those that update it. */
  readonly replacedBy?: readonly Attributes[];
  readonly updatedBy?: readonly Attributes[];
  /** Part of the error for a second object with the same `config`; left out where AWS accepts one. */
  readonly collision?: string;
  readonly region?: string;
  /** Creates what must exist before the resource. */
  readonly given?: (account: RehearsedAccount) => void;
}

/** The tests that every known resource type passes. */
export function describeResource(table: ResourceTable): void {
  const { type, config, gives, refused = [], replacedBy = [], updatedBy = [], collision, region, given } = table;
  const inAccount = () => {
    const account = new RehearsedAccount(region === undefined ? {} : { region });
    given?.(account);
    return account;
  };

  describe(type, () => {
    it("gets AWS's values, the same in every run, and its second plan is empty", () => {
      const account = inAccount();
      const state = account.create(type, config);
      expect(state).toMatchObject(gives);
      expect(account.plan(type, state, config)).toEqual({ planned: state, requiresReplace: [] });
      expect(inAccount().create(type, config)).toEqual(state);
    });

    it('accepts unknown values', () => {
      const unknown = Object.fromEntries(Object.keys(config).map((name) => [name, UNKNOWN]));
      expect(inAccount().refusals(type, unknown)).toEqual([]);
    });

    if (refused.length > 0) {
      it.each(refused)('refuses %s', (_what, change, message) => {
        const matching =
          typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message);
        expect(inAccount().refusals(type, { ...config, ...change })).toContainEqual(matching);
      });
    }

    if (replacedBy.length + updatedBy.length > 0) {
      it('is replaced or updated as AWS does it', () => {
        const account = inAccount();
        const state = account.create(type, config);
        for (const change of replacedBy) {
          expect(account.plan(type, state, { ...config, ...change }).requiresReplace).not.toEqual([]);
        }
        for (const change of updatedBy) {
          const plan = account.plan(type, state, { ...config, ...change });
          expect(plan.requiresReplace).toEqual([]);
          expect(plan.planned).not.toEqual(state);
        }
      });
    }

    it(collision === undefined ? 'may exist twice' : 'refuses to exist twice', () => {
      const account = inAccount();
      account.create(type, config);
      const again = refusalsOf(() => account.create(type, config));
      expect(again).toEqual(collision === undefined ? [] : [expect.stringContaining(collision)]);
    });
  });
}
