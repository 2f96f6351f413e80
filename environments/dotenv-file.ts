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

/** dotenv reads a quoted value over several lines; a value here is one line, so a quote must close where it opened. */
function hasOpenQuote(value: string): boolean {
  const quote = /^\s*(["'`])/.exec(value)?.[1];
  return quote !== undefined && !value.trimStart().slice(1).includes(quote);
}

/**
 * Reads a dotenv file of one-line assignments. `dotenv` skips what it cannot read; here such a line is a fault, and so is
 * a name given twice. Values are what `dotenv` makes of them.
 * @throws Error of the file system when the file cannot be read.
 */
export function readDotenvFile(path: string): DotenvFile {
  const text = readFileSync(path, 'utf8');
  const lines = new Map<string, number>();
  const faults: LineFault[] = [];
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (/^\s*(#.*)?$/.test(content)) continue;
    const [, name, value] = assignment.exec(content) ?? [];
    const former = name === undefined ? undefined : lines.get(name);
    if (name === undefined || value === undefined) {
      faults.push({ line, message: 'not an assignment; a line is NAME=value, a comment (#) or empty' });
    } else if (hasOpenQuote(value)) {
      faults.push({ line, message: `${name} opens a quote that the line does not close` });
    } else if (former !== undefined) {
      faults.push({ line, message: `${name} is given twice, first in line ${former}` });
    } else {
      lines.set(name, line);
    }
  }
  return { path, values: parse(text), lines, faults };
}
