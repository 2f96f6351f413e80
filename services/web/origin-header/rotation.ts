/** Where the values are kept, each under the token of its version. */
export interface SecretStore {
  /** Value of a stage; undefined when no version has the stage. @throws when it cannot be read */
  read(stage: 'AWSCURRENT' | 'AWSPENDING'): Promise<{ readonly token: string; readonly value: string } | undefined>;
  /** Stores a value as AWSPENDING under the token. */
  putPending(token: string, value: string): Promise<void>;
  /** Makes the version of the token AWSCURRENT, which it takes from the version `former`. */
  makeCurrent(token: string, former: string | undefined): Promise<void>;
}

/** The side that asks for the header. */
export interface HeaderCheck {
  /** Lets in requests with one of these values, and no others. */
  accept(values: readonly string[]): Promise<void>;
  /** Values that every place lets in. */
  accepted(): Promise<readonly string[]>;
}

/** The side that sends the header. */
export interface HeaderSender {
  /** Sends this value from everywhere; returns once every edge location does. */
  send(value: string): Promise<void>;
  /** The values that are configured, one for each place that sends. */
  sent(): Promise<readonly string[]>;
}

export interface RotationOptions {
  readonly secrets: SecretStore;
  readonly check: HeaderCheck;
  readonly sender: HeaderSender;
  readonly newValue: () => string;
}

export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/**
 * Replaces the value of a header that one side sends and the other asks for, without a refused request between: the new value
 * is let in beside the old, then sent, and only when it is sent from everywhere the old is let in no more. Secrets Manager
 * calls the steps in order and may call each again, also after it failed half-way.
 * @param token of the version that is being made
 * @throws Error when the steps before have not done their part
 */
export function rotation({ secrets, check, sender, newValue }: RotationOptions) {
  const pendingValue = async (token: string): Promise<string> => {
    const pending = await secrets.read('AWSPENDING');
    if (pending?.token !== token)
      throw new Error(`no value is pending for the version ${token}: createSecret comes first`);
    return pending.value;
  };

  const steps: Readonly<Record<RotationStep, (token: string) => Promise<void>>> = {
    async createSecret(token) {
      const [pending, current] = await Promise.all([secrets.read('AWSPENDING'), secrets.read('AWSCURRENT')]);
      if (pending?.token === token || current?.token === token) return;
      await secrets.putPending(token, newValue());
    },

    async setSecret(token) {
      const current = await secrets.read('AWSCURRENT');
      if (current?.token === token) return;
      const value = await pendingValue(token);
      // What is sent now, not what is stored: before the first rotation nothing is stored, and a failed one sends both.
      await check.accept([...new Set([...(await sender.sent()), value])]);
      await sender.send(value);
    },

    async testSecret(token) {
      const current = await secrets.read('AWSCURRENT');
      const value = current?.token === token ? current.value : await pendingValue(token);
      if (!(await check.accepted()).includes(value)) throw new Error('the new value is not let in everywhere');
      if ((await sender.sent()).some((one) => one !== value))
        throw new Error('the new value is not sent from everywhere');
    },

    async finishSecret(token) {
      const current = await secrets.read('AWSCURRENT');
      const isDone = current?.token === token;
      const value = isDone ? current.value : await pendingValue(token);
      if (!isDone) await secrets.makeCurrent(token, current?.token);
      // Last: a failure before leaves both values in, and the step is called again.
      await check.accept([value]);
    },
  };
  return (step: RotationStep, token: string): Promise<void> => steps[step](token);
}
