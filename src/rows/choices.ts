/**
 * Items that are computed when somebody asks for them, each only once: a search seldom looks further than the first.
 */
export class Choices<T> implements Iterable<T> {
  readonly #made: T[] = [];
  readonly #more: Iterator<T>;

  constructor(more: Iterator<T>) {
    this.#more = more;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let at = 0; ; at++) {
      if (at === this.#made.length) {
        const next = this.#more.next();
        if (next.done) return;
        this.#made.push(next.value);
      }
      yield this.#made[at] as T;
    }
  }
}
