import type { Code } from './codes.ts';
import { forTerminal } from './plain-text.ts';
import { positionAt, type Span } from './span.ts';

/** A problem in what the user gave us. It travels as a value; the command prints it and picks the exit code. */
export interface Diagnostic {
  /** Stable, SCREAMING_SNAKE_CASE; `wesley explain CODE` knows it. */
  readonly code: Code;
  /** One sentence: what is wrong, with the names the user wrote. */
  readonly message: string;
  /** `null` where the input as a whole is at fault. */
  readonly span: Span | null;
  /** One imperative sentence: what to write instead. */
  readonly hint: string | null;
}

/** A value, or the reasons there is none. `diagnostics` is empty exactly when `value` is not null. */
export type Checked<T> =
  | { readonly value: T; readonly diagnostics: readonly [] }
  | { readonly value: null; readonly diagnostics: readonly Diagnostic[] };

export const accepted = <T>(value: T): Checked<T> => ({ value, diagnostics: [] });
export const refused = (diagnostics: readonly Diagnostic[]): Checked<never> => ({ value: null, diagnostics });

const VISIBLE_WIDTH = 120;

/**
 * Draws a diagnostic with its place (`file:line:column`), the source line and a caret.
 *
 * @param textOf The text of a source by name; `null` leaves the excerpt out.
 */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  textOf: (source: string) => string | null,
  widthOf?: TextWidth,
): string {
  const { code, message, span, hint } = diagnostic;
  const help = hint === null ? '' : `\n  help: ${hint}`;
  const text = span && textOf(span.source);
  if (!span) return `error[${code}]: ${message}${help}`;
  if (text === null) return `${span.source}: error[${code}]: ${message}${help}`;
  const { line, column } = positionAt(text, span.start);
  return `${span.source}:${line}:${column}: error[${code}]: ${message}\n${excerpt(text, span, widthOf)}${help}`;
}

/** How many columns a text takes on a terminal. */
export type TextWidth = (text: string) => number;

/**
 * The line that holds the start of `span`, with carets under the range; very long lines are cut around it.
 *
 * @param widthOf Columns that a text takes on a terminal: two for CJK and emoji, none for a combining mark. Without
 *   it every UTF-16 unit counts as one column.
 */
export function excerpt(text: string, span: Span, widthOf: TextWidth = ({ length }) => length): string {
  const { line, column } = positionAt(text, span.start);
  const lineStart = span.start - column + 1;
  const lineEnd = text.slice(span.start).search(/[\r\n]|$/) + span.start;
  const from = column > VISIBLE_WIDTH - 20 ? betweenCharacters(text, span.start - 40) : lineStart;
  const to = betweenCharacters(text, Math.min(lineEnd, from + VISIBLE_WIDTH));
  // A tab is as wide as the terminal likes; a space is one column everywhere.
  const part = (start: number, end: number): string =>
    forTerminal(text.slice(start, end)).replaceAll('\t', ' ');
  const gutter = `${line} | `;
  const indent = ' '.repeat(gutter.length + widthOf(part(from, span.start)));
  const width = Math.max(1, widthOf(part(span.start, Math.min(span.end, to))));
  return `  ${gutter}${part(from, to)}\n  ${indent}${'^'.repeat(width)}`;
}

/** The offset, or the one before where it would cut a surrogate pair in two. */
const betweenCharacters = (text: string, at: number): number =>
  /[\uDC00-\uDFFF]/.test(text.charAt(at)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) ? at - 1 : at;

/** Carries problems from a command to `main`, which prints them and ends with `exit`. Thrown by commands and `shell` only. */
export class InputRefused extends Error {
  readonly diagnostics: readonly Diagnostic[];
  /** Text of a source by name, for the excerpt. */
  readonly texts: ReadonlyMap<string, string>;
  readonly exit: number;

  constructor(
    diagnostics: readonly Diagnostic[],
    options: { texts?: ReadonlyMap<string, string>; exit?: number } = {},
  ) {
    super(diagnostics.map(({ message }) => message).join('\n'));
    this.name = 'InputRefused';
    this.diagnostics = diagnostics;
    this.texts = options.texts ?? new Map();
    this.exit = options.exit ?? 2;
  }
}
