/** One thing in APPSYNC_JS code that AppSync refuses when the code is deployed. */
export interface CodeFault {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Stable name; where AWS's ESLint plugin has a rule for the same thing, its name. */
  readonly rule: string;
  /** What is refused and what to write instead. */
  readonly message: string;
}
