import type { ObjectId } from '../ir/schema.ts';
import type { GeneratedFile, Place } from './target.ts';

/** Collects the lines of one file and remembers which object each block of lines stands for. */
export class Lines {
  readonly #lines: string[] = [];
  readonly #places: Place[] = [];

  /** Adds lines. A text may hold several. */
  add(...texts: readonly string[]): this {
    for (const text of texts) for (const line of text.split('\n')) this.#lines.push(line);
    return this;
  }

  /**
   * Adds the lines that `write` adds, as lines of `object`. Places may be nested: a column's lines are within its
   * table's.
   */
  place(object: ObjectId, write: (lines: this) => void): this {
    const startLine = this.#lines.length + 1;
    write(this);
    this.#places.push({ object, startLine, endLine: this.#lines.length });
    return this;
  }

  /** Adds another collection's lines, with their objects. */
  append(other: Lines): this {
    const offset = this.#lines.length;
    // Not `push(...lines)`: arguments are put on the stack, and a large schema has a hundred thousand lines.
    for (const line of other.#lines) this.#lines.push(line);
    for (const { object, startLine, endLine } of other.#places) {
      this.#places.push({ object, startLine: startLine + offset, endLine: endLine + offset });
    }
    return this;
  }

  file(path: string): GeneratedFile {
    return { path, text: `${this.#lines.join('\n')}\n`, places: this.#places };
  }
}
