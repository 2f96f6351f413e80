import { type ExecutionResult } from 'graphql';
import { timeOf } from '../components/format';

interface Message {
  readonly label: string;
  readonly text: string;
}

const maxMessages = 50;
const maxCharacters = 500_000;

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

/** The newest messages of a subscription: at most 50, and no more than 500,000 characters but the newest. */
export class MessageLog {
  #messages: readonly Message[] = [];
  #received = 0;

  /** Messages that came, also those no longer kept. */
  get received(): number {
    return this.#received;
  }

  /** @param at epoch milliseconds */
  add(result: ExecutionResult, at: number): void {
    this.#received++;
    const added = { label: `#${this.#received} ${timeOf(at)}`, text: JSON.stringify(result, undefined, 2) };
    let characters = 0;
    this.#messages = [added, ...this.#messages].slice(0, maxMessages).filter((message, index) => {
      characters += message.text.length;
      return index === 0 || characters <= maxCharacters;
    });
  }

  /** One JSON object, which the editor can fold: each message by its number and time, newest first. */
  toString(): string {
    if (this.#messages.length === 0) return '';
    return `{\n${this.#messages.map(({ label, text }) => `  "${label}": ${indent(text)}`).join(',\n')}\n}`;
  }
}
