import { validationError, type DynamodbError } from '../dynamodb-error';
import { isReservedWord } from './reserved-words';
import { type Path } from './syntax';
import { tokenize, type Token } from './tokens';

const maxExpressionBytes = 4096;
const keywords = new Set(['and', 'or', 'not', 'in', 'between']);

/** What may be wrong with an expression that follows the grammar. */
export type Problem =
  'parentheses' | 'unknown function' | 'misused function' | 'reserved word' | 'repeated section' | 'wrong operands';

/** Reads one expression from left to right. `parameter` is its name in the request, for messages. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #position = 0;
  readonly #problems = new Map<Problem, string>();

  constructor(
    readonly parameter: string,
    readonly expression: string,
  ) {
    if (expression.trim() === '') throw this.error('The expression can not be empty;');
    const size = Buffer.byteLength(expression);
    if (size > maxExpressionBytes) {
      throw this.error(`Expression size has exceeded the maximum allowed size; expression size: ${size}`);
    }
    this.#tokens = tokenize(expression);
  }

  error(message: string): DynamodbError {
    return validationError(`Invalid ${this.parameter}: ${message}`);
  }

  /** The token `ahead` places from the next one. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#position + ahead, this.#tokens.length - 1)];
    if (!token) throw new RangeError(`${this.parameter}: an expression has at least the token of its end, got none`);
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.#position++;
    return token;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === text;
  }

  /** Keywords are known in any case. */
  isKeyword(text: string): boolean {
    const token = this.peek();
    return token.kind === 'name' && token.text.toLowerCase() === text;
  }

  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.#position++;
    return true;
  }

  takeKeyword(text: string): boolean {
    if (!this.isKeyword(text)) return false;
    this.#position++;
    return true;
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.syntaxError();
  }

  expectKeyword(text: string): void {
    if (!this.takeKeyword(text)) throw this.syntaxError();
  }

  /** Whether a function call comes next. */
  isCall(): boolean {
    return this.peek().kind === 'name' && !this.#isOperatorWord() && this.isSymbol('(', 1);
  }

  isPath(): boolean {
    const { kind } = this.peek();
    return kind === 'placeholder' || (kind === 'name' && !this.#isOperatorWord());
  }

  path(): Path {
    const path: (string | number)[] = [this.#pathName()];
    for (;;) {
      if (this.takeSymbol('.')) path.push(this.#pathName());
      else if (this.takeSymbol('[')) {
        const { kind, text } = this.peek();
        if (kind !== 'number') throw this.syntaxError();
        this.take();
        path.push(Number(text));
        this.expectSymbol(']');
      } else return path;
    }
  }

  value(): string {
    if (this.peek().kind !== 'value') throw this.syntaxError();
    return this.take().text;
  }

  /** Keeps the first problem of each kind for `finish`: a syntax error anywhere in the expression comes before it. */
  note(problem: Problem, message: string): void {
    if (!this.#problems.has(problem)) this.#problems.set(problem, message);
  }

  /** Ends the expression: nothing may follow. @throws DynamodbError for the problem that comes first in `order` */
  finish(order: readonly Problem[]): void {
    if (this.peek().kind !== 'end') throw this.syntaxError();
    for (const problem of order) {
      const message = this.#problems.get(problem);
      if (message !== undefined) throw this.error(message);
    }
  }

  syntaxError(): DynamodbError {
    const token = this.peek();
    const before = this.#tokens[this.#position - 1] ?? token;
    const after = this.peek(1);
    const near = this.expression.slice(before.start, after.end).trim();
    return this.error(`Syntax error; token: "${token.text}", near: "${near}"`);
  }

  #isOperatorWord(): boolean {
    return keywords.has(this.peek().text.toLowerCase());
  }

  #pathName(): string {
    if (!this.isPath()) throw this.syntaxError();
    const { kind, text } = this.take();
    if (kind === 'name' && isReservedWord(text)) {
      this.note('reserved word', `Attribute name is a reserved keyword; reserved keyword: ${text}`);
    }
    return text;
  }
}
