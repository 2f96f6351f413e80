import { z } from 'zod';
import { StateError } from './state-error';

const version = 4;

const instance = z.object({
  attributes: z.record(z.string(), z.unknown()).default({}),
  index_key: z.union([z.string(), z.number()]).optional(),
  deposed: z.string().optional(),
  dependencies: z.array(z.string()).default([]),
});

const stateJson = z.object({
  outputs: z.record(z.string(), z.object({ value: z.unknown(), sensitive: z.boolean().default(false) })).default({}),
  resources: z
    .array(
      z.object({
        module: z.string().optional(),
        mode: z.enum(['managed', 'data']),
        type: z.string(),
        name: z.string(),
        provider: z.string(),
        instances: z.array(instance),
      }),
    )
    .default([]),
});

/** The parts of a Terraform state, version 4, that the runtime uses. */
export type StateJson = z.infer<typeof stateJson>;

/**
 * Parses the text of a state.
 * @param where names the state in errors
 * @throws StateError `empty-state`, `broken-state` or `unknown-version`
 */
export function parseStateJson(text: string, where: string): StateJson {
  if (text.trim() === '') throw empty(where);
  const json = parse(text, where);
  const found = z.object({ version: z.unknown() }).safeParse(json).data?.version;
  if (found !== version) {
    throw new StateError(
      'unknown-version',
      `${where}: state must have version ${version}, got ${JSON.stringify(found) ?? 'none'}; write it again with Terraform 1.11 or later`,
    );
  }
  const result = stateJson.safeParse(json);
  if (!result.success) {
    throw new StateError('broken-state', `${where}: not a Terraform state: ${z.prettifyError(result.error)}`, {
      cause: result.error,
    });
  }
  if (!result.data.resources.some(({ mode }) => mode === 'managed')) throw empty(where);
  return result.data;
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's own message quotes the text around the fault, and a state holds secrets.
    throw new StateError(
      'broken-state',
      `${where}: state is not JSON (${text.length} characters); restore an earlier version of it`,
      { cause },
    );
  }
}

function empty(where: string): StateError {
  return new StateError('empty-state', `${where}: state holds no resources; deploy the stack first`);
}
