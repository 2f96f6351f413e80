import { z } from 'zod';

const change = z.object({
  actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
  importing: z.unknown().optional(),
});

const resourceChange = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  /** Key of an object that an unfinished replacement left behind. */
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change,
});

const plan = z.object({
  format_version: z.string().regex(/^1\./, 'only major version 1 of the plan format is known'),
  /** Whether applying would do anything. */
  applyable: z.boolean(),
  resource_changes: z.array(resourceChange).default([]),
  output_changes: z.record(z.string(), change).default({}),
});

/** The parts of `terraform show -json <plan>` that are used here. */
export type Plan = z.infer<typeof plan>;
export type ResourceChange = Plan['resource_changes'][number];

/** Parses the output of `terraform show -json <plan file>`. */
export function parsePlan(json: string): Plan {
  return plan.parse(JSON.parse(json));
}

/** What happens to one object. */
export type Action = 'create' | 'update' | 'replace' | 'destroy' | 'forget' | 'read' | 'none';

/** The one word for Terraform's list of actions; both orders of delete and create replace. */
export function actionOf({ change: { actions } }: ResourceChange): Action {
  const has = (action: (typeof actions)[number]) => actions.includes(action);
  if (has('delete')) return has('create') ? 'replace' : 'destroy';
  // create and forget: the old object stays behind, unmanaged, beside its successor.
  if (has('create')) return has('forget') ? 'forget' : 'create';
  if (has('forget')) return 'forget';
  if (has('update')) return 'update';
  return has('read') ? 'read' : 'none';
}
