import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { badInput, hasCode } from '../cli-error';

const manifest = z.object({
  stacks: z.record(
    z.string(),
    z.object({
      name: z.string(),
      workingDirectory: z.string(),
      dependencies: z.array(z.string()).default([]),
    }),
  ),
});

/** A synthesized stack. */
export interface Stack {
  readonly id: string;
  /** Absolute path of the directory in which Terraform runs. */
  readonly directory: string;
  /** Ids of the stacks it reads from. */
  readonly dependencies: readonly string[];
}

/**
 * The stacks that the last synth wrote to `outputDirectory`.
 * @throws CliError `not-synthesized` when there is none.
 */
export function readStacks(outputDirectory: string): readonly Stack[] {
  const file = join(outputDirectory, 'manifest.json');
  try {
    const { stacks } = manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
    return Object.values(stacks).map(({ name, workingDirectory, dependencies }) => ({
      id: name,
      directory: resolve(outputDirectory, workingDirectory),
      dependencies,
    }));
  } catch (cause) {
    const what = hasCode(cause, 'ENOENT') ? 'not found' : `not a CDKTF manifest: ${String(cause)}`;
    throw badInput('not-synthesized', `${file}: ${what}`, 'run "npx cdktf synth", or leave out --skip-synth', {
      cause,
    });
  }
}

/**
 * The stacks that `patterns` name (`*` stands for any characters), each after those it depends on.
 * @throws CliError `unknown-stack` naming the known ones.
 */
export function selectStacks(stacks: readonly Stack[], patterns: readonly string[]): readonly Stack[] {
  const matches = (pattern: string, id: string) =>
    new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(id);
  const unknown = patterns.filter((pattern) => !stacks.some(({ id }) => matches(pattern, id)));
  if (unknown.length > 0) {
    const known = stacks.map(({ id }) => id).sort();
    throw badInput(
      'unknown-stack',
      `no stack is called ${unknown.join(', ')}; known: ${known.join(', ') || 'none'}`,
      'use one of these, or check STAGE, which selects the stages that are synthesized',
    );
  }
  const selected = stacks.filter(({ id }) => patterns.some((pattern) => matches(pattern, id)));
  return inDependencyOrder(selected);
}

function inDependencyOrder(stacks: readonly Stack[]): readonly Stack[] {
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  const ordered = new Set<Stack>();
  // CDKTF refuses cycles between stacks at synth, so this ends.
  const visit = (stack: Stack): void => {
    for (const id of [...stack.dependencies].sort()) {
      const dependency = byId.get(id);
      if (dependency !== undefined && !ordered.has(dependency)) visit(dependency);
    }
    ordered.add(stack);
  };
  for (const stack of [...stacks].sort((a, b) => a.id.localeCompare(b.id, 'en'))) visit(stack);
  return [...ordered];
}
