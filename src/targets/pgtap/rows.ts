import type { ObjectId } from '../../ir/schema.ts';
import type { TableModel } from '../../ir/tables.ts';
import { insertRows } from '../../rows/insert.ts';
import { type Refused, refusedRows } from '../../rows/refused.ts';
import type { Sample, TableSample } from '../../rows/sample.ts';
import { quoteLiteral } from '../../sql/identifier.ts';
import { type Script, says, statement } from './script.ts';

/** Tests rows that the table must accept, and for each of its rules a row that it must refuse. */
export function writeRows(script: Script, sample: Sample, model: TableModel): void {
  const { id, name } = model.table;
  const found = sample.byTable.get(id);
  if (!found) {
    const reason = sample.unsolved.find((table) => table.table === id)?.reason ?? 'it has no sample row';
    script.untested(id, `rows of ${name}, since ${reason}`);
    return;
  }
  script.add('', 'set constraints all immediate;');
  for (const parent of ancestors(sample, found)) script.add(insertOf(parent));
  found.rows.forEach((row, i) => {
    script.assert(
      id,
      `lives_ok(${statement(insertRows(model, [row]))}, ${says(`${name} takes valid row ${i + 1}`)})`,
    );
  });
  const { refused, untested } = refusedRows(sample, found);
  for (const refusal of refused) writeRefused(script, model, refusal);
  for (const { object, name: constraint, reason } of untested) {
    script.untested(object, `${name}: a row that breaks ${constraint}, since ${reason}`);
  }
}

const REASONS: Readonly<Record<Refused['breaks'], string>> = {
  'not null': 'without',
  check: 'against check',
  unique: 'a second time under',
  'foreign key': 'pointing nowhere by',
  'enum value': 'with an unknown label in',
  length: 'with too long a text in',
  precision: 'with too large a number in',
};

function writeRefused(
  script: Script,
  model: TableModel,
  { object, name, breaks, sqlState, setup, row }: Refused,
): void {
  const table = model.table.name;
  if (setup) {
    script.assert(
      object,
      `lives_ok(${statement(insertRows(model, [setup]))}, ${says(`${table} takes a row that ${name} covers`)})`,
    );
  }
  const text = says(`${table} refuses a row ${REASONS[breaks]} ${name}`);
  script.assert(
    object,
    `throws_ok(${statement(insertRows(model, [row]))}, ${quoteLiteral(sqlState)}, null, ${text})`,
  );
}

// The INSERT of a table's rows. The tests of every table that depends on it begin with the same statement.
const INSERTS = new WeakMap<TableSample, string>();

function insertOf(table: TableSample): string {
  const known = INSERTS.get(table) ?? insertRows(table.model, table.rows);
  INSERTS.set(table, known);
  return known;
}

/** The tables whose rows must be inserted first, in a possible order. */
function ancestors(sample: Sample, table: TableSample): readonly TableSample[] {
  const needed = new Map<ObjectId, TableSample>();
  const visit = ({ plan, model }: TableSample): void => {
    for (const { id, refTable } of model.foreignKeys) {
      const parent = sample.byTable.get(refTable);
      // A foreign key at which a cycle is opened is NULL in every sample row, so it needs no row.
      if (!parent || needed.has(refTable) || refTable === table.model.table.id || plan.deferred.has(id))
        continue;
      needed.set(refTable, parent);
      visit(parent);
    }
  };
  visit(table);
  return [...needed.values()].sort((a, b) => a.place - b.place);
}
