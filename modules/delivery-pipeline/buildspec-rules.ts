import { type BuildspecDocument } from './buildspec-schema';

/** What a pipeline needs of a buildspec. */
export interface BuildspecNeeds {
  /** Whether its commands must run tests and hand their result on. @default false */
  readonly tests?: boolean;
  /** Files that its artifact must hold, by their paths within the artifact. @default none */
  readonly artifact?: readonly string[];
}

/** Every fault of a buildspec, each with its remedy. */
export function buildspecFaults(
  document: BuildspecDocument,
  { tests = false, artifact = [] }: BuildspecNeeds,
): readonly string[] {
  const commands = commandsOf(document);
  return [
    ...openPhases(document),
    ...commands.flatMap(({ phase, command }) => hiddenFailures(phase, command)),
    ...openSecrets(document),
    ...(tests ? missingTests(document, commands) : []),
    ...missingFiles(document, artifact),
  ];
}

interface PlacedCommand {
  readonly phase: string;
  readonly command: string;
}

function commandsOf({ phases }: BuildspecDocument): readonly PlacedCommand[] {
  return Object.entries(phases).flatMap(([name, phase]) =>
    [...phase.commands, ...(phase.finally ?? [])].map((command) => ({ phase: name, command })),
  );
}

/** Without it CodeBuild runs the commands after the build although the build failed. */
function openPhases({ phases }: BuildspecDocument): readonly string[] {
  return Object.entries(phases).flatMap(([name, phase]) =>
    phase['on-failure'] === 'ABORT'
      ? []
      : [
          `phases.${name}.on-failure must be ABORT, got ${phase['on-failure'] ?? 'none'}; add it, so that nothing runs after a failure`,
        ],
  );
}

const hidden: readonly (readonly [pattern: RegExp, what: string, remedy: string])[] = [
  [/\|\|\s*(true|:|exit\s+0)(?=\s|;|$)/, 'hides its failure', 'remove what follows ||'],
  [/;\s*(true|:|exit\s+0)\s*$/, 'hides its failure', 'remove what follows ;'],
  [/(^|[;\s])set\s+\+e/, 'lets the shell go on after a failure', 'remove set +e'],
  [
    /(^|[;\s])(export|local|readonly)\s+\w+="?\$\(/,
    'hides the failure of the command in $(…)',
    'assign first, export in a line of its own',
  ],
];

function hiddenFailures(phase: string, command: string): readonly string[] {
  return hidden.flatMap(([pattern, what, remedy]) =>
    pattern.test(command) ? [`phases.${phase}: "${command.trim()}" ${what}; ${remedy}`] : [],
  );
}

const secretName = /SECRET|PASSWORD|PASSPHRASE|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL/i;
const secretValue = /AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|-----BEGIN|gh[pousr]_[A-Za-z0-9]{20}|github_pat_/;

/** Whoever may read the repository or a build's log reads the variables; their values are never shown here. */
function openSecrets({ env }: BuildspecDocument): readonly string[] {
  return Object.entries(env?.variables ?? {}).flatMap(([name, value]) =>
    secretName.test(name) || secretValue.test(String(value))
      ? [
          `env.variables.${name} looks like a secret in the open; name it in env.secrets-manager or env.parameter-store instead`,
        ]
      : [],
  );
}

const testCommand = /\bnpm (run )?test(:[\w-]+)?(\s|$)|\bnpx jest\b/;

function missingTests(document: BuildspecDocument, commands: readonly PlacedCommand[]): readonly string[] {
  const remedy = 'add one such as "npm test -- --json --outputFile=<file>" before anything is pushed';
  const runs = commands.filter(({ command }) => testCommand.test(command));
  const [first] = runs;
  if (!first) return [`a build without tests: no command runs any; ${remedy}`];
  const push = commands.findIndex(({ command }) => command.includes('--push'));
  if (push >= 0 && push < commands.indexOf(first)) {
    return [`"${commands[push]?.command.trim() ?? ''}" pushes before the tests have run; move the tests before it`];
  }
  const isHandedOn = runs.some(({ command }) => {
    const file = /--outputFile[= ](\S+)/.exec(command)?.[1];
    return file !== undefined && commands.some((other) => other.command.includes(`--tests ${file}`));
  });
  return isHandedOn || document.reports !== undefined
    ? []
    : [
        'the result of the tests goes nowhere; hand the file of --outputFile on by --tests <file>, or list it under reports',
      ];
}

function missingFiles({ artifacts }: BuildspecDocument, needed: readonly string[]): readonly string[] {
  const patterns = (artifacts?.files ?? []).map(globPattern);
  const keepsPaths = artifacts?.['discard-paths'] !== 'yes';
  return needed
    .filter((file) => !(keepsPaths && patterns.some((pattern) => pattern.test(file))))
    .map((file) => `the artifact lacks ${file}, which a later stage reads; add it to artifacts.files`);
}

/** The paths that a pattern of CodeBuild's artifacts names: `*` within a directory, `**` across them. */
function globPattern(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/|\*\*|\*)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`);
}
