import type { Directive, Field } from '../../sdl/document.ts';
import type { ColumnObject } from '../schema.ts';
import { flag, spanOfArgument, text } from './arguments.ts';
import { type Compilation, find, report, type TableDraft } from './compilation.ts';
import { compileDefault } from './default.ts';
import { checkExpression } from './expression.ts';
import type { TypeOf } from './field-type.ts';
import { identityOf, nextval, serialOf } from './sequences.ts';

type Filled = Pick<ColumnObject, 'default' | 'identity' | 'identitySequence'>;
const NOTHING: Filled = { default: null, identity: null };

const WAYS = ['wes_default', 'wes_identity', 'wes_serial', 'wes_generated'];

/** What the database fills a column with by itself; generated columns come later, see `compileGenerated`. */
export function filledByDatabase(
  compilation: Compilation,
  table: TableDraft,
  field: Field,
  { type, enumType, name }: TypeOf,
): Filled {
  const [directive, second] = WAYS.flatMap((way) => find(field, way) ?? []);
  if (second) {
    const message = `"${field.name}" has @${directive?.name} and @${second.name}: a column is filled in one way.`;
    report(compilation, 'CONFLICTING_DIRECTIVES', second.span, message, 'Keep one.');
  }
  switch (directive?.name) {
    case 'wes_default': {
      const sql = compileDefault(compilation, directive, { field: field.name, type, enumType });
      return { default: sql, identity: null };
    }
    case 'wes_identity': {
      const usualName = `${table.name}_${name}_seq`;
      const identity = identityOf(compilation, directive, field, { type, usualName });
      return identity ? { ...NOTHING, ...identity } : NOTHING;
    }
    case 'wes_serial': {
      const sequence = serialOf(compilation, directive, field, { table, column: name, type });
      if (!sequence) return NOTHING;
      table.parts.push(sequence);
      return { default: nextval(sequence.schema, sequence.name), identity: null };
    }
    default:
      return NOTHING;
  }
}

/** `@wes_generated`. Runs when all columns of the table are known, because the expression is over the row. */
export function compileGenerated(compilation: Compilation, table: TableDraft): void {
  for (const field of table.type.fields) {
    const directive = find(field, 'wes_generated');
    const column = table.columns.get(field.name);
    if (!directive) continue;
    const generated = column && generatedOf(compilation, table, directive);
    if (generated) table.columns.set(field.name, { ...column, generated });
    else if (!column) {
      const message = `"${field.name}" makes no column, so there is nothing to generate.`;
      report(compilation, 'MISPLACED_DIRECTIVE', directive.span, message, 'Remove @wes_generated.');
    }
  }
}

function generatedOf(
  compilation: Compilation,
  table: TableDraft,
  directive: Directive,
): ColumnObject['generated'] {
  const place = { table, subqueries: false, what: 'generated column' };
  const span = spanOfArgument(directive, 'expr');
  const expression = checkExpression(compilation, text(directive, 'expr') ?? '', span, place);
  return expression === null ? null : { expression, stored: flag(directive, 'stored') ?? true };
}
