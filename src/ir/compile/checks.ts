import { derivedName } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import { flag, spanOfArgument, text } from './arguments.ts';
import { type Compilation, declaredAt, find, report, type TableDraft } from './compilation.ts';
import { checkExpression } from './expression.ts';
import { usesOf } from './uses.ts';

export function compileChecks(compilation: Compilation, table: TableDraft): void {
  const taken = new Set<string>();
  for (const { directive, field } of usesOf(table, 'wes_check')) {
    const place = { table, subqueries: false, what: 'check' };
    const expression = checkExpression(
      compilation,
      text(directive, 'expr') ?? '',
      spanOfArgument(directive, 'expr'),
      place,
    );
    if (expression === null) continue;
    const column = field && table.columns.get(field.name);
    const base = derivedName(column ? [table.name, column.name] : [table.name], 'check');
    const given = text(directive, 'name');
    const name = given ?? free(base, taken);
    taken.add(name);
    table.parts.push({
      kind: 'constraint',
      type: 'check',
      id: objectId('constraint', table.schema, table.name, name),
      table: table.id,
      name,
      expression,
      deferrable: 'no',
      validated: flag(directive, 'validated') ?? true,
      comment: text(directive, 'comment'),
      declared: declaredAt(directive, table.type.name),
    });
  }
}

// A free name, numbered as PostgreSQL does: invoice_check, invoice_check1.
function free(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  for (let i = 1; ; i++) if (!taken.has(`${base}${i}`)) return `${base}${i}`;
}

/** `@wes_backfill`: an expression over the row, subqueries allowed. It fills rows that existed before the column. */
export function compileBackfills(compilation: Compilation, table: TableDraft): void {
  for (const field of table.type.fields) {
    const directive = find(field, 'wes_backfill');
    const column = table.columns.get(field.name);
    if (!directive) continue;
    if (!column) {
      report(
        compilation,
        'MISPLACED_DIRECTIVE',
        directive.span,
        `"${field.name}" makes no column, so there is nothing to backfill.`,
        'Remove @wes_backfill.',
      );
      continue;
    }
    const place = { table, subqueries: true, what: 'backfill' };
    const backfill = checkExpression(
      compilation,
      text(directive, 'expr') ?? '',
      spanOfArgument(directive, 'expr'),
      place,
    );
    if (backfill !== null) table.columns.set(field.name, { ...column, backfill });
  }
}
