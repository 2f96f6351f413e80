import { z } from 'zod';

const state = z.object({
  outputs: z.record(z.string(), z.object({ value: z.unknown(), sensitive: z.boolean().default(false) })).default({}),
  resources: z.array(z.object({ mode: z.enum(['managed', 'data']), instances: z.array(z.unknown()) })).default([]),
});

/** The parts of a Terraform state (version 4) that are used here. */
export type State = z.infer<typeof state>;

/** Parses the output of `terraform state pull`, which is empty when there is no state. */
export function parseState(json: string): State {
  return state.parse(json.trim() === '' ? {} : JSON.parse(json));
}

/** Number of objects that Terraform manages; data sources are not counted. */
export function countResources({ resources }: State): number {
  return resources.filter(({ mode }) => mode === 'managed').reduce((sum, { instances }) => sum + instances.length, 0);
}
