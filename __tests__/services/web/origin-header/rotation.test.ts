import { rotation, type RotationStep } from '../../../../services/web/origin-header/rotation';
import { InMemoryAws } from './in-memory-aws';

const steps: readonly RotationStep[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** Runs the steps for a token; a step that failed is called again, as Secrets Manager does. */
async function rotate(aws: InMemoryAws, token: string): Promise<void> {
  const step = rotation({ ...aws, newValue: () => `value of ${token}` });
  for (const name of steps) {
    try {
      await step(name, token);
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'AWS failed') throw error;
      aws.changesLeft = undefined;
      await step(name, token);
    }
  }
}

describe('rotation', () => {
  it('puts a value where there was a placeholder, and refuses no request on the way', async () => {
    const aws = new InMemoryAws();
    await rotate(aws, 'one');
    expect(aws.stages.get('AWSCURRENT')).toBe('one');
    expect(aws.rules).toEqual([['value of one'], ['value of one']]);
    expect(aws.distributions).toEqual(['value of one', 'value of one']);
  });

  it('replaces the value, and lets the former in no more', async () => {
    const aws = new InMemoryAws();
    await rotate(aws, 'one');
    await rotate(aws, 'two');
    expect(aws.rules).toEqual([['value of two'], ['value of two']]);
    expect(aws.distributions).toEqual(['value of two', 'value of two']);
  });

  it('lets in the former value beside the new one until the new one is sent', async () => {
    const aws = new InMemoryAws();
    await rotate(aws, 'one');
    const step = rotation({ ...aws, newValue: () => 'value of two' });
    await step('createSecret', 'two');
    await step('setSecret', 'two');
    expect(aws.rules).toEqual(Array(2).fill(['value of one', 'value of two']));
    expect(aws.stages.get('AWSCURRENT')).toBe('one');
  });

  // A rotation makes eight changes: pending, two rules, two distributions, current, two rules.
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('goes on where it stopped when AWS fails after %d changes', async (changesLeft) => {
    const aws = new InMemoryAws();
    await rotate(aws, 'one');
    aws.changesLeft = changesLeft;
    await rotate(aws, 'two');
    expect(aws.changesLeft).toBeUndefined();
    expect(aws.rules).toEqual([['value of two'], ['value of two']]);
    expect(aws.distributions).toEqual(['value of two', 'value of two']);
    expect(aws.stages.get('AWSCURRENT')).toBe('two');
  });

  it('keeps the value of a version although createSecret is called again', async () => {
    const aws = new InMemoryAws();
    let made = 0;
    const step = rotation({ ...aws, newValue: () => `value ${(made += 1)}` });
    await step('createSecret', 'one');
    await step('createSecret', 'one');
    expect(aws.values.get('one')).toBe('value 1');
  });

  it('refuses steps whose forerunner has not done its part', async () => {
    const aws = new InMemoryAws();
    const step = rotation({ ...aws, newValue: () => 'new' });
    await expect(step('setSecret', 'one')).rejects.toThrow(
      'no value is pending for the version one: createSecret comes first',
    );
    await expect(step('finishSecret', 'one')).rejects.toThrow('no value is pending');
    await step('createSecret', 'one');
    await expect(step('testSecret', 'one')).rejects.toThrow('the new value is not let in everywhere');
    await aws.check.accept(['placeholder', 'new']);
    await expect(step('testSecret', 'one')).rejects.toThrow('the new value is not sent from everywhere');
  });
});
