import { syntaxError } from "./coql-faults.ts";
import type { Token } from "./lexer.ts";

/** Steps through tokens. Words are compared without regard to letter case. */
export class TokenReader {
  readonly #tokens: Token[];
  #at = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error("read past the end of a query");
    return token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#at++;
    return token;
  }

  isWord(word: string): boolean {
    const token = this.peek();
    return token.kind === "word" && token.value.toLowerCase() === word;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.#at++;
    return true;
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.fault();
  }

  isSymbol(symbol: string): boolean {
    const token = this.peek();
    return token.kind === "symbol" && token.value === symbol;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#at++;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.fault();
  }

  /** The complaint about the token at hand. */
  fault() {
    const token = this.peek();
    return syntaxError(token.at, token.kind === "end" ? "end of query" : token.value);
  }
}
