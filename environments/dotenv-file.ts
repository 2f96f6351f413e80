import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';

/** A line of a dotenv file that cannot be used, counted from 1. */
export interface LineFault {
  readonly line: number;
  readonly message: string;
}

export interface DotenvFile {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
  /** Line of each name, counted from 1. */
  readonly lines: ReadonlyMap<string, number>;
  readonly faults: readonly LineFault[];
}

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/;

/** The quote that `value` opens and does not close. */
function openQuote(value: string): string | undefined {
  const quote = /^\s*(["'`])/.exec(value)?.[1];
  return quote !== undefined && !value.trimStart().slice(1).includes(quote) ? quote : undefined;
}

/** Index of the line that closes `quote`, at or after `from`; none once a line begins another assignment. */
function closingLine(lines: readonly string[], from: number, quote: string): number | undefined {
  for (const [offset, content] of lines.slice(from).entries()) {
    if (assignment.test(content)) return undefined;
    if (content.includes(quote)) return from + offset;
  }
  return undefined;
}

/**
 * Reads a dotenv file; a quoted value may go on over several lines. `dotenv` skips what it cannot read; here such a line is
 * a fault, and so is a name given twice. Values are what `dotenv` makes of them.
 * @throws Error of the file system when the file cannot be read.
 */
export function readDotenvFile(path: string): DotenvFile {
  const text = readFileSync(path, 'utf8');
  const lines = new Map<string, number>();
  const faults: LineFault[] = [];
  const contents = text.split(/\r?\n/);
  let quotedUntil = -1;
  for (const [index, content] of contents.entries()) {
    const line = index + 1;
    if (index <= quotedUntil || /^\s*(#.*)?$/.test(content)) continue;
    const [, name, value] = assignment.exec(content) ?? [];
    const former = name === undefined ? undefined : lines.get(name);
    if (name === undefined || value === undefined) {
      faults.push({ line, message: 'not an assignment; a line is NAME=value, a comment (#) or empty' });
      continue;
    }
    const quote = openQuote(value);
    const closing = quote === undefined ? index : closingLine(contents, index + 1, quote);
    if (closing === undefined) {
      faults.push({ line, message: `${name} opens a quote that is not closed before the next name` });
      continue;
    }
    quotedUntil = closing;
    if (former !== undefined) {
      faults.push({ line, message: `${name} is given twice, first in line ${former}` });
    } else {
      lines.set(name, line);
    }
  }
  return { path, values: parse(text), lines, faults };
}
