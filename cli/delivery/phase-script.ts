/** Where a phase leaves what the next one begins with. */
export interface PhaseFiles {
  /** Exported variables, as the shell reads them. */
  readonly variables: string;
  /** Working directory. */
  readonly directory: string;
}

export interface PhaseScript {
  readonly commands: readonly string[];
  /** Run after the commands, whatever came of them. */
  readonly afterwards: readonly string[];
  /** Variables that are this phase's own. */
  readonly variables: Readonly<Record<string, string>>;
  readonly files: PhaseFiles;
}

/**
 * A shell script that runs commands in order and ends at the first that fails, with its exit code; `afterwards` run
 * whatever happened before them. Exported variables and the working directory are handed to the next phase.
 */
export function phaseScript({ commands, afterwards, variables: own, files }: PhaseScript): string {
  const [variables, directory] = [quote(files.variables), quote(files.directory)];
  return [
    `if [ -f ${variables} ]; then . ${variables}; fi`,
    ...Object.entries(own).map(([name, value]) => `export ${name}=${quote(value)}`),
    `if [ -f ${directory} ]; then cd "$(cat ${directory})"; fi`,
    `tristage_leave() { export -p > ${variables}; pwd > ${directory}; }`,
    `trap 'tristage_code=$?; ${afterwards.length === 0 ? '' : 'tristage_afterwards; '}tristage_leave; exit $tristage_code' EXIT`,
    ...(afterwards.length === 0 ? [] : ['tristage_afterwards() {', ...afterwards.flatMap(run), '}']),
    ...commands.flatMap((command) => [
      ...run(command),
      'tristage_code=$?',
      '[ $tristage_code = 0 ] || exit $tristage_code',
    ]),
    '',
  ].join('\n');
}

function run(command: string): readonly string[] {
  return [`printf '%s\\n' ${quote(`$ ${command.trim()}`)}`, command];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
