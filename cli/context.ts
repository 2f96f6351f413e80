import { type Interrupts } from './process/interrupts';
import { type Project } from './project';

/** What a verb works with; `process` itself is read only where the command starts. */
export interface Context {
  readonly project: Project;
  readonly env: NodeJS.ProcessEnv;
  readonly interrupts: Interrupts;
  /** Writes a line for people to stderr. */
  readonly say: (line: string) => void;
  /** Writes a result to stdout. */
  readonly print: (text: string) => void;
  /** Asks on the terminal; `undefined` when there is none. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}
