import { CliError, badInput } from '../cli-error';
import { actionOf, type Plan, type ResourceChange } from '../terraform/plan-json';
import { protectedTypes } from './protected-types';

/** A protected object that a plan destroys or replaces. */
export interface Loss {
  readonly address: string;
  readonly action: 'destroy' | 'replace';
  /** What is lost with it. */
  readonly loses: string;
}

const isGone = (resource: ResourceChange): boolean =>
  resource.mode === 'managed' && resource.change.actions.includes('delete');

/**
 * The protected objects that applying `plan` would destroy or replace. An object whose block or whole stack is gone
 * from the code counts as any other; one that is only moved, or forgotten and so left alive, does not.
 */
export function findLosses(plan: Plan): readonly Loss[] {
  return plan.resource_changes.filter(isGone).flatMap((resource) => {
    const loses = protectedTypes.get(resource.type);
    if (loses === undefined) return [];
    return [{ address: resource.address, action: actionOf(resource) === 'replace' ? 'replace' : 'destroy', loses }];
  });
}

/**
 * Refuses a plan that loses protected objects, except those at the addresses in `allowed`.
 * @throws CliError `not-destroyed` when an allowed address is not destroyed by the plan, which is likely a typing
 *   error; `guard-refused` naming every address that is lost and the way out.
 */
export function guardPlan(stack: string, plan: Plan, allowed: readonly string[]): void {
  const gone = new Set(plan.resource_changes.filter(isGone).map(({ address }) => address));
  const needless = allowed.filter((address) => !gone.has(address));
  if (needless.length > 0) {
    const choices = gone.size === 0 ? 'it destroys nothing' : `it destroys ${[...gone].sort().join(', ')}`;
    throw badInput(
      'not-destroyed',
      `${stack}: --allow-destroy names what the plan does not destroy: ${needless.join(', ')}; ${choices}`,
      'correct or remove the option',
    );
  }
  const refused = findLosses(plan).filter(({ address }) => !allowed.includes(address));
  if (refused.length === 0) return;
  const lines = refused.map(({ address, action, loses }) => `  ${address} (${action}): loses ${loses}`);
  const options = refused.map(({ address }) => `--allow-destroy ${quote(address)}`);
  throw new CliError('guard-refused', `${stack}: the plan loses what cannot be had back\n${lines.join('\n')}`, {
    remedy: `check the configuration and its environment file; if the loss is meant, add: ${options.join(' ')}`,
  });
}

/** An address as a shell takes it; those of `for_each` hold quotes and brackets. */
function quote(address: string): string {
  return /^[\w.-]+$/.test(address) ? address : `'${address.replaceAll("'", `'\\''`)}'`;
}
