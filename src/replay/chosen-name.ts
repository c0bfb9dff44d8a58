import { identifierBytes, MAX_IDENTIFIER_BYTES } from '../sql/identifier.ts';
import type { Catalog, IndexInfo } from './catalog.ts';
import { figuredName } from './figured-name.ts';

/**
 * The name that PostgreSQL chooses, `table_column_label`, as makeObjectName() and ChooseRelationName() do. When it is
 * too long, the longer of table and column names is cut first. When it is taken, the label gets a number.
 */
export function chosenName(
  table: string,
  columns: readonly string[],
  label: string,
  isTaken: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass++) {
    const name = fitted(table, columns.join('_'), pass === 0 ? label : `${label}${pass}`);
    if (!isTaken(name)) return name;
  }
}

function fitted(table: string, middle: string, label: string): string {
  const room = MAX_IDENTIFIER_BYTES - label.length - (middle ? 2 : 1);
  let [first, second] = [identifierBytes(table), identifierBytes(middle)];
  while (first + second > room) {
    if (first > second) first--;
    else second--;
  }
  return [clipped(table, first), ...(middle ? [clipped(middle, second)] : []), label].join('_');
}

function clipped(name: string, bytes: number): string {
  let kept = name;
  while (identifierBytes(kept) > bytes) kept = [...kept].slice(0, -1).join('');
  return kept;
}

/** `base`, or the first of `base1`, `base2` … that is free. */
export function freeName(base: string, isTaken: (name: string) => boolean): string {
  let name = base;
  for (let n = 1; isTaken(name); n++) name = `${base}${n}`;
  return name;
}

/** Whether a relation of a schema has a name. */
export const isTakenIn =
  (catalog: Catalog, schema: string) =>
  (name: string): boolean =>
    catalog.relations.has(`${schema}.${name}`);

/** What PostgreSQL calls the columns of an index when it names it: no two of them alike. */
export function indexColumnNames({ columns, expressions }: IndexInfo): readonly string[] {
  const names: string[] = [];
  const rest = [...expressions];
  for (const column of columns) {
    const name = column || (figuredName(rest.shift()) ?? 'expr');
    names.push(freeName(name, (taken) => names.includes(taken)));
  }
  return names;
}
