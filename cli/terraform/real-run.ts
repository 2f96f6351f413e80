import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Context } from '../context';
import { isInsideRehearsal, refuseAttachedProviders } from '../rehearsal/nested';
import { requireTerraform } from './prerequisites';

/**
 * The context of a verb that runs Terraform on the stacks: unchanged inside a rehearsal; otherwise one that shares
 * downloaded providers with CDKTF and has no provider attached.
 * @throws CliError when Terraform is missing or too old, or the shell still carries a rehearsal's variables.
 */
export async function prepareTerraform(context: Context): Promise<{ context: Context; isRehearsal: boolean }> {
  if (await isInsideRehearsal(context.env)) {
    await requireTerraform(context);
    return { context, isRehearsal: true };
  }
  refuseAttachedProviders(context.env);
  await requireTerraform(context);
  const cache = context.env.TF_PLUGIN_CACHE_DIR ?? join(homedir(), '.terraform.d', 'plugin-cache');
  mkdirSync(cache, { recursive: true });
  return { context: { ...context, env: { ...context.env, TF_PLUGIN_CACHE_DIR: cache } }, isRehearsal: false };
}
