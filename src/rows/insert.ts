import { qualified } from '../ir/ddl.ts';
import type { TableModel } from '../ir/tables.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import type { Row } from './rules.ts';
import { literal } from './value.ts';

/**
 * One INSERT for all rows; all of them have the same columns. Identity columns take the given values (OVERRIDING
 * SYSTEM VALUE).
 */
export function insertRows(model: TableModel, rows: readonly Row[]): string {
  const names = model.columns.map(({ name }) => name).filter((name) => rows[0]?.has(name));
  if (names.length === 0)
    return rows.map(() => `INSERT INTO ${qualified(model.table)} DEFAULT VALUES;`).join('\n');
  const columns = names.map(quoteIdentifier).join(', ');
  const overriding = model.columns.some(({ identity }) => identity !== null)
    ? ' OVERRIDING SYSTEM VALUE'
    : '';
  const values = rows.map((row) => `(${names.map((name) => literal(row.get(name) ?? null)).join(', ')})`);
  const separator = rows.length === 1 ? ' ' : '\n  ';
  return `INSERT INTO ${qualified(model.table)} (${columns})${overriding} VALUES${separator}${values.join(`,${separator}`)};`;
}
