import { readScript } from '../../sql/script.ts';

export interface WordedStatement {
  readonly start: number;
  /** From its first word on, with single spaces. */
  readonly words: string;
}

export const statementsOf = (text: string): readonly WordedStatement[] =>
  readScript(text).statements.map(({ start, end }) => ({
    start,
    words: text.slice(start, end).replaceAll(/\s+/g, ' '),
  }));

const REFUSING =
  /^(?:(?:create(?: unique)?|drop) index concurrently|reindex (?:\(.*?\) ?)?.*\bconcurrently|vacuum|cluster\s*$|alter system|(?:create|drop) (?:database|tablespace|subscription)|alter table .* detach partition .* concurrently|discard all)\b/i;

/** Whether a statement is one that runners know to keep out of a transaction: they look at its first words, as this does. */
export const refusesTransaction = ({ words }: WordedStatement): boolean => REFUSING.test(words);
