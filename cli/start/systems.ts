import { selectStacks, type Stack } from '../cdktf/manifest';
import { badInput } from '../cli-error';

/**
 * The stacks of `systems` in `stage`, each after those it depends on. A system is one stack, `<system>-<stage>`, or several,
 * `<system>-<part>-<stage>`.
 * @throws CliError `unknown-system` naming the stacks that there are.
 */
export function stacksOfSystems(stacks: readonly Stack[], systems: readonly string[], stage: string): readonly Stack[] {
  const partsOf = (system: string): readonly string[] =>
    stacks
      .map(({ id }) => id)
      .filter((id) => id === `${system}-${stage}` || (id.startsWith(`${system}-`) && id.endsWith(`-${stage}`)));
  const unknown = systems.filter((system) => partsOf(system).length === 0);
  if (unknown.length > 0) {
    const known = stacks.map(({ id }) => id).sort();
    throw badInput(
      'unknown-system',
      `no stack of ${unknown.join(', ')} in stage ${stage}; stacks: ${known.join(', ') || 'none'}`,
      'name a system (the id of its stacks without the stage) and a --stage of this list',
    );
  }
  return selectStacks(stacks, systems.flatMap(partsOf));
}

/** Which of `systems` a stack belongs to; the longest name wins. */
export function systemOf(stackId: string, systems: readonly string[]): string {
  const [system = stackId] = systems
    .filter((name) => stackId.startsWith(`${name}-`))
    .sort((one, other) => other.length - one.length);
  return system;
}
