import type { AuthorizationMode } from '../util/host';
import type { Outcome } from '../util/outcome';
import type { ResolverErrorEntry } from '../util/resolver-signals';

/** Compiled code inside a sandbox. */
export type CodeId = number;

/** What one resolver runs: a unit resolver's own code, or a pipeline's before and after handlers around its functions. */
export type ResolverPlan =
  | { readonly kind: 'UNIT'; readonly code: CodeId }
  | { readonly kind: 'PIPELINE'; readonly code: CodeId; readonly functions: readonly CodeId[] };

/** The parts of `ctx` that stay the same for all handlers of one resolver run, each as JSON text. */
export interface ContextTexts {
  readonly args: string;
  readonly identity: string;
  readonly source: string;
  readonly request: string;
  readonly info: string;
  readonly env: string;
}

/** What a data source gave: `ctx.result` as JSON text and, after a failure, `ctx.error`. */
export interface DataSourceReply {
  readonly result: string;
  readonly error?: { readonly message: string; readonly type: string };
}

export interface LogLine {
  readonly level: 'log' | 'error';
  readonly line: string;
}

/** An entry for `errors`. `unauthorized` marks `util.unauthorized`, whose message names the field. */
export interface FailureEntry extends ResolverErrorEntry {
  readonly unauthorized?: boolean;
}

/** What a run recorded besides its value; headers as pairs, since JSON has no maps. */
export type RecordedOutcome = Omit<Outcome, 'responseHeaders'> & {
  readonly responseHeaders: readonly (readonly [string, string])[];
};

/** Where a run stands after its handlers ran as far as they can. */
export type Step = { readonly logs: readonly LogLine[] } & (
  | {
      /** A request handler wants its data source; `step` is its place in the pipeline, 0 for a unit resolver. */
      readonly kind: 'call';
      readonly run: number;
      readonly step: number;
      readonly request: unknown;
    }
  | { readonly kind: 'done'; readonly value: unknown; readonly outcome: RecordedOutcome | undefined }
  | { readonly kind: 'failed'; readonly error: FailureEntry; readonly outcome: RecordedOutcome | undefined }
);

/** First line of what the guest answers; the second line is the request or the value, already JSON text. */
export type StepHeader =
  | { readonly kind: 'call'; readonly run: number; readonly step: number; readonly logs?: readonly LogLine[] }
  | { readonly kind: 'done'; readonly logs?: readonly LogLine[]; readonly outcome?: RecordedOutcome }
  | {
      readonly kind: 'failed';
      readonly error: FailureEntry;
      readonly logs?: readonly LogLine[];
      readonly outcome?: RecordedOutcome;
    };

/** The two things the guest asks its host for; all else reaches it as text. */
export interface GuestHost {
  readonly randomBytes: (count: number) => ArrayBuffer;
  readonly zoneOffsetSeconds: (zone: string, epochMs: number) => number | undefined;
}

/** What the guest offers its host. Texts are JSON without raw line breaks, joined by line breaks. */
export interface Guest {
  /** Keeps a module's factory (see `module-factory.ts`) and answers its id. */
  readonly register: (factory: ModuleFactory) => CodeId;
  /** @param texts plan, auth type, then the six texts of the context in the order of `ContextTexts` */
  readonly start: (texts: string, nowMs: number) => string;
  /** @param texts `ctx.result`, then `ctx.error` or an empty line */
  readonly resume: (run: number, texts: string, nowMs: number) => string;
  /** Forgets a run whose data source will not answer. */
  readonly abandon: (run: number) => void;
}

export type Handler = (context: object) => unknown;

/** Runs a module's top level with its surroundings as parameters and answers its handlers. */
export type ModuleFactory = (
  modules: Readonly<Record<string, object>>,
  util: object,
  extensions: object,
  runtime: object,
  console: object,
  json: object,
) => { readonly request: Handler; readonly response: Handler };

export type { AuthorizationMode };
