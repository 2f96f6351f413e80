import { type TerraformResourceLifecycle } from 'cdktf';

/**
 * For what AWS refuses to delete while something else still names it: taken out of the code, it goes after the change of what
 * named it. Without this Terraform deletes first and fails.
 */
export const goesLast: TerraformResourceLifecycle = { createBeforeDestroy: true };
