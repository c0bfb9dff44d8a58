import type { Schema } from '../ir/schema.ts';
import { insertRows } from './insert.ts';
import { FILL, sampleSchema } from './sample.ts';

/** What fills an empty database, so that the steps of a plan meet rows. */
interface Fill {
  readonly fill: readonly string[];
  /** Tables that no rows could be made for, and why. */
  readonly unfilled: readonly string[];
}

/** @param count Rows for each table. */
export function fillOf(schema: Schema, count: number): Fill {
  const { tables, unsolved } = sampleSchema(schema, FILL(count));
  return {
    fill: tables.map(({ model, rows }) => insertRows(model, rows)),
    unfilled: unsolved.map(({ table, reason }) => `${table.slice('table:'.length)}: ${reason}`),
  };
}
