/** What every page knows about the running site. */
export interface Site {
  readonly stage: string;
  readonly release: string;
  /** Widths in pixels that `/images/` answers to, ascending; empty where images are not resized. */
  readonly imageWidths: readonly number[];
}
