export type LambdaLogFormat = 'Text' | 'JSON';

/** Most detailed first: a level lets itself and all after it pass. */
export const lambdaLogLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

export type LambdaLogLevel = (typeof lambdaLogLevels)[number];

/** What one deployed function is, as its state says. */
export interface LambdaDefinition {
  readonly functionName: string;
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  /** Path of the deployment package. */
  readonly zipPath: string;
  /** SHA-256 of the package in base64, as `source_code_hash`. @default the package is not compared */
  readonly sourceCodeHash?: string;
  /** `<file>.<export>`, such as `index.handler`. */
  readonly handler: string;
  /** `nodejs<major>.x`; nothing else runs here. */
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memorySizeMiB: number;
  readonly logGroup: string;
  /** @default Text */
  readonly logFormat?: LambdaLogFormat;
  /** Least level of the function's own lines, with format JSON only. @default all pass */
  readonly applicationLogLevel?: LambdaLogLevel;
  /** Least level of the start and report lines, with format JSON only; they have INFO. @default INFO */
  readonly systemLogLevel?: LambdaLogLevel;
}
