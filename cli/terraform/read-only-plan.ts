import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Stack } from '../cdktf/manifest';
import { type Context } from '../context';
import { parsePlan, type Plan } from './plan-json';
import { type PlanReport, reportPlan } from './plan-report';
import { deferRemoteStates, deferralAddress, missingRemoteStates } from './remote-state-deferral';
import { Terraform } from './terraform';
import { withWorkingCopy } from './working-copy';

/** A plan that was looked at and thrown away. */
export interface ReadOnlyPlan {
  readonly report: PlanReport;
  readonly plan: Plan;
  /** Terraform's own text of the plan. */
  readonly text: string;
}

/**
 * Plans a stack on a copy of its configuration, also when stacks it reads from are not deployed yet: what they would
 * give is unknown then. Nothing of it can be applied.
 * @throws CliError when Terraform refuses the plan for another reason.
 */
export function planReadOnly(context: Context, stack: Stack): Promise<ReadOnlyPlan> {
  return withWorkingCopy(context.project, stack.directory, async (directory) => {
    const terraform = new Terraform(directory, context);
    await terraform.init();
    const file = join(directory, 'tristage.plan');
    const deferred: string[] = [];
    for (;;) {
      const attempt = await terraform.attempt(['plan', '-json', '-input=false', `-out=${file}`]);
      if (attempt.code === 0) break;
      const missing = missingRemoteStates(attempt.stdout).filter((name) => !deferred.includes(name));
      // Run once more for the sake of Terraform's readable message.
      if (missing.length === 0) {
        await terraform.run(['plan', '-input=false', '-no-color', `-out=${file}`]);
        break;
      }
      deferred.push(...missing);
      deferRemoteStates(directory, deferred);
    }
    const plan = parsePlan((await terraform.run(['show', '-json', file])).stdout);
    const text = (await terraform.run(['show', '-no-color', file])).stdout;
    rmSync(file);
    const hidden = new Set(deferred.map(deferralAddress));
    const addresses = deferred.map((name) => `data.terraform_remote_state.${name}`).sort();
    return { report: reportPlan(stack.id, plan, addresses, hidden), plan, text };
  });
}
