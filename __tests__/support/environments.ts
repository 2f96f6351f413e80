import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of the repository's environment files that a test may spoil. */
export class EnvironmentFiles {
  readonly directory = mkdtempSync(join(tmpdir(), 'environments-'));

  constructor() {
    for (const name of ['.env.stg', '.env.stg2', '.env.production']) {
      cpSync(join(__dirname, '../../environments', name), join(this.directory, name));
    }
  }

  /** Gives `name` a value in a file, or takes its lines away when `value` is undefined. */
  set(file: string, name: string, value: string | undefined): void {
    const lines = this.#read(file);
    const first = this.lineOf(file, name) - 1;
    const open = /='[^']*$/.test(lines[first] ?? '');
    const last = open ? lines.findIndex((line, index) => index > first && line.includes("'")) : first;
    lines.splice(first, last - first + 1, value === undefined ? '' : `${name}=${value}`);
    this.#write(file, lines);
  }

  append(file: string, line: string): void {
    this.#write(file, [...this.#read(file).slice(0, -1), line, '']);
  }

  /** Number of the line that gives `name`, from 1. */
  lineOf(file: string, name: string): number {
    return this.#read(file).findIndex((line) => line.startsWith(`${name}=`)) + 1;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  #read(file: string): string[] {
    return readFileSync(join(this.directory, file), 'utf8').split('\n');
  }

  #write(file: string, lines: readonly string[]): void {
    writeFileSync(join(this.directory, file), lines.join('\n'));
  }
}
