import type { Span } from '../../base/span.ts';
import { closest } from '../../base/suggest.ts';
import type { Directive, Field } from '../../sdl/document.ts';
import type { ColumnObject, ConstraintObject } from '../schema.ts';
import { flag, spanOfArgument, texts } from './arguments.ts';
import { type Compilation, findAll, report, type TableDraft } from './compilation.ts';

/** A directive and the field on which it is written; `null` when it is written on the type. */
export interface Use {
  readonly directive: Directive;
  readonly field: Field | null;
}

/** All uses of a directive on a type and on its fields, in source order. */
export const usesOf = (table: TableDraft, name: string): readonly Use[] => [
  ...findAll(table.type, name).map((directive) => ({ directive, field: null })),
  ...table.type.fields.flatMap((field) => findAll(field, name).map((directive) => ({ directive, field }))),
];

/** The columns of these SDL fields. `null` after a diagnostic was reported. */
export function columnsOf(
  compilation: Compilation,
  table: TableDraft,
  names: readonly string[],
  span: Span,
): readonly ColumnObject[] | null {
  const columns = names.map((name) => table.columns.get(name));
  const missing = columns.indexOf(undefined);
  if (missing >= 0) {
    const name = names[missing] ?? '';
    const guess = closest(name, [...table.columns.keys()]);
    const hint = guess
      ? `Did you mean "${guess}"? Arguments take SDL names.`
      : `Its columns are ${[...table.columns.keys()].join(', ')}.`;
    return report(compilation, 'UNKNOWN_COLUMN', span, `"${table.type.name}" has no column "${name}".`, hint);
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    return report(
      compilation,
      'DUPLICATE_COLUMN',
      span,
      `The column "${twice}" is named twice.`,
      'Name it once.',
    );
  return columns.filter((column) => column !== undefined);
}

/** The columns that a directive is about: its argument `fields`, or else the field on which it is written. */
export function columnsOfUse(
  compilation: Compilation,
  table: TableDraft,
  use: Use,
): readonly ColumnObject[] | null {
  const named = texts(use.directive, 'fields');
  const span = spanOfArgument(use.directive, 'fields');
  if (use.field && named !== null && !named.includes(use.field.name)) {
    return report(
      compilation,
      'UNKNOWN_COLUMN',
      span,
      `@${use.directive.name} stands on "${use.field.name}" and names other columns.`,
      'Move it to the type, or leave "fields" out.',
    );
  }
  const names = named ?? (use.field ? [use.field.name] : []);
  if (names.length === 0) {
    return report(
      compilation,
      'MISSING_ARGUMENT',
      use.directive.span,
      `@${use.directive.name} on the type "${table.type.name}" needs "fields".`,
      'List the SDL fields: fields: ["a", "b"].',
    );
  }
  return columnsOf(compilation, table, names, span);
}

/** When a constraint is checked, by `deferrable` and `initiallyDeferred`. */
export function deferral(compilation: Compilation, directive: Directive): ConstraintObject['deferrable'] {
  const deferrable = flag(directive, 'deferrable');
  if (flag(directive, 'initiallyDeferred') !== true) return deferrable ? 'initially immediate' : 'no';
  if (deferrable === false) {
    const message = `What is not deferrable can't be initially deferred.`;
    const span = spanOfArgument(directive, 'initiallyDeferred');
    report(compilation, 'CONFLICTING_ARGUMENTS', span, message, 'Leave "deferrable" out.');
  }
  return 'initially deferred';
}
