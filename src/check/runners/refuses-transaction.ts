import { readScript } from '../../sql/script.ts';

export interface WordedStatement {
  readonly start: number;
  /** The statement's text from its first word on, with single spaces. */
  readonly words: string;
}

export const statementsOf = (text: string): readonly WordedStatement[] =>
  readScript(text).statements.map(({ start, end }) => ({
    start,
    words: text.slice(start, end).replaceAll(/\s+/g, ' '),
  }));

const REFUSING =
  /^(?:(?:create(?: unique)?|drop) index concurrently|reindex (?:\(.*?\) ?)?.*\bconcurrently|vacuum|cluster\s*$|alter system|(?:create|drop) (?:database|tablespace|subscription)|alter table .* detach partition .* concurrently|discard all)\b/i;

/** Whether runners keep a statement out of a transaction. They decide by its first words, and so does this. */
export const refusesTransaction = ({ words }: WordedStatement): boolean => REFUSING.test(words);
