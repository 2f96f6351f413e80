import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type z } from 'zod';
import { buildspecFaults, type BuildspecNeeds } from './buildspec-rules';
import { buildspecSchema } from './buildspec-schema';

/** A buildspec that was read and found good. */
export interface Buildspec {
  /** Path from the root of the repository, with which CodeBuild finds it in the source. */
  readonly path: string;
}

/**
 * Reads a buildspec of the repository and checks what CodeBuild would find out in a build only, or never: its grammar, that
 * every phase stops at a failure, that no command hides one, that no secret is in the open, and what the pipeline needs.
 * @param root directory of the repository
 * @param path of the file, from the root
 * @throws RangeError naming the file, every fault and its remedy.
 */
export function readBuildspec(root: string, path: string, needs: BuildspecNeeds = {}): Buildspec {
  const fail = (faults: readonly string[], cause?: unknown): never => {
    throw new RangeError(`${path}: ${faults.join(`\n${path}: `)}`, { cause });
  };
  const result = buildspecSchema.safeParse(readYaml(root, path, fail));
  if (!result.success) {
    return fail(
      result.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the document'}: ${messageOf(issue)}`),
    );
  }
  const faults = buildspecFaults(result.data, needs);
  if (faults.length > 0) fail(faults);
  return { path };
}

function readYaml(root: string, path: string, fail: (faults: readonly string[], cause: unknown) => never): unknown {
  try {
    return parse(readFileSync(join(root, path), 'utf8'));
  } catch (cause) {
    return fail([`cannot be read as YAML: ${String(cause)}`], cause);
  }
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys'
    ? `${issue.keys.join(', ')} is not known to CodeBuild; correct or remove it`
    : issue.message;
}
