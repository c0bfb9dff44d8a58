import type { ObjectId } from '../ir/schema.ts';
import type { Said } from './directive-text.ts';

/** A part of the text, and the object that it says. */
export interface Piece {
  readonly text: string;
  readonly object: ObjectId | null;
}

export const plain = (text: string): Piece => ({ text, object: null });

const WIDTH = 100;

/** `type Order @wes_table {`, or the directives below each other. */
export function head(start: string, object: ObjectId, said: readonly Said[], end: string): readonly Piece[] {
  const line = [start, ...said.map(({ text }) => text)].join(' ') + end;
  const before = said.length < 2 && fits(line) ? ' ' : '\n  ';
  return [...withDirectives({ text: start, object }, said, before), plain(`${end}\n`)];
}

/** A field with its directives behind it, or below it where the line would be long. */
export function fieldLines(text: string, object: ObjectId, said: readonly Said[]): readonly Piece[] {
  const line = `  ${[text, ...said.map((use) => use.text)].join(' ')}`;
  const before = fits(line) ? ' ' : '\n    ';
  return [...withDirectives({ text: `  ${text}`, object }, said, before), plain('\n')];
}

const fits = (line: string): boolean => line.length <= WIDTH && !line.includes('\n');

const withDirectives = (start: Piece, said: readonly Said[], before: string): readonly Piece[] => [
  start,
  ...said.flatMap((use) => [plain(before), use]),
];
