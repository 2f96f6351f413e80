import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../cli-error';
import { type Context } from '../context';
import { guardPlan } from '../guard/guard';
import { parsePlan } from './plan-json';
import { formatReport, type PlanReport, reportPlan } from './plan-report';
import { type Terraform } from './terraform';

export interface GuardedApplyOptions {
  /** Name of the stack in messages. */
  readonly stack: string;
  /** Addresses that may be destroyed although they are protected. */
  readonly allowDestroy: readonly string[];
  readonly autoApprove: boolean;
}

async function approve(context: Context, stack: string): Promise<void> {
  if (context.ask === undefined) {
    throw new CliError('no-terminal', `${stack}: the plan needs approval, and there is no terminal to ask on`, {
      remedy: 'look at the plan and add --auto-approve',
    });
  }
  const answer = await context.ask(`apply this plan to ${stack}? Only "yes" is accepted: `);
  context.interrupts.throwIfInterrupted();
  if (answer.trim() === 'yes') return;
  throw new CliError('not-approved', `${stack}: the plan was not approved; nothing is changed`);
}

/**
 * Plans in an initialized directory, lets the guard look at the plan, asks, and applies exactly that plan.
 * @throws CliError of the guard, `no-terminal`, `not-approved`, or Terraform's own failure; before the approval
 *   nothing is changed.
 */
export async function planGuardApply(
  context: Context,
  terraform: Terraform,
  options: GuardedApplyOptions,
): Promise<PlanReport> {
  const { stack, allowDestroy, autoApprove } = options;
  // A plan holds secrets in clear: outside the project, readable by this user only, gone afterwards.
  const directory = mkdtempSync(join(tmpdir(), 'tristage-plan-'));
  const file = join(directory, 'plan');
  try {
    await terraform.run(['plan', '-input=false', '-no-color', `-out=${file}`]);
    const plan = parsePlan((await terraform.run(['show', '-json', file])).stdout);
    const report = reportPlan(stack, plan);
    for (const line of formatReport(report)) context.say(line);
    guardPlan(stack, plan, allowDestroy);
    if (!plan.applyable) return report;
    if (!autoApprove) await approve(context, stack);
    const onLine = (line: string) => context.say(`${stack}  ${line}`);
    await terraform.run(['apply', '-input=false', '-no-color', file], { onLine });
    return report;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
