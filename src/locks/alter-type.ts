import { type Column, foreignKeys, ownedSequences, type Relation, typeRef } from '../replay/catalog.ts';
import { keysInto, viewsOver } from '../replay/dependents.ts';
import { columnsIn } from '../replay/references.ts';
import { as, type Fields, textOf } from '../sql/node.ts';
import { lockTypedTables } from './alter-column.ts';
import { bottomOf, castsImplicitly, typeChange } from './coercion.ts';
import { type Command, type Context, depends, expect } from './context.ts';
import { guardsNaming } from './dependents.ts';
import { fail, joinRows, lock, rewrite, scan } from './effects.ts';
import { breaksKey } from './key-refusals.ts';

const STRONG = 'AccessExclusiveLock';

/** ALTER TABLE … ALTER COLUMN … TYPE on one table. */
export function alterColumnType(
  context: Context,
  relation: Relation,
  command: Command,
  named: Relation,
): void {
  const { catalog, recorder } = context;
  if (relation.kind === 'composite type') {
    alterAttribute(context, relation, command);
    return;
  }
  const name = textOf(command['name']);
  const definition = as(command['def'], 'ColumnDef') ?? {};
  const column = relation.columns.get(name);
  if (!column) {
    expect(context, false, relation, '42703');
    rewrite(recorder, relation);
    depends(
      context,
      `the present type of ${relation.schema}.${relation.name}.${name}: a wider varchar rewrites nothing`,
    );
    return;
  }
  if (relation === named && [...relation.parents].some((parent) => parent.columns.has(name))) {
    fail(recorder, '42P16');
    return;
  }
  if (blocksTypeChange(context, relation, name)) return;
  const change = typeChange(
    catalog,
    column,
    typeRef(catalog, definition['typeName']),
    definition['raw_default'],
  );
  if ('impossible' in change) {
    fail(recorder, '42804');
    return;
  }
  if (fitsNotItsUse(context, relation, column, definition)) fail(recorder, '42804');
  if (change.unknown) depends(context, change.unknown);
  if (change.rewrites) rewrite(recorder, relation);
  for (const sequence of ownedSequences(catalog, relation))
    if (column.identity && sequence.ownedBy?.column === name)
      lock(recorder, sequence, 'ShareRowExclusiveLock');
  const recollated = definition['collClause'] !== undefined;
  rebuildDependents(context, relation, name, change.rewrites, recollated);
}

// Whether something that uses the column does not fit its new type: the default has no implicit cast to it, or a
// foreign key can't be compared any more.
function fitsNotItsUse(
  { catalog }: Context,
  relation: Relation,
  column: Column,
  definition: Fields<'ColumnDef'>,
): boolean {
  const target = bottomOf(catalog, typeRef(catalog, definition['typeName'])).type;
  const isCast = !column.default || castsImplicitly(bottomOf(catalog, column.type).type, target);
  return !isCast || breaksKey(relation, column.name, target.name);
}

function blocksTypeChange(context: Context, relation: Relation, name: string): boolean {
  const { catalog, recorder } = context;
  if (relation.partitioning?.keys.includes(name)) fail(recorder, '42P16');
  const inGenerated = [...relation.columns.values()].some(
    ({ generated }) => generated && columnsIn(generated.expression).has(name),
  );
  const inTrigger = [...relation.triggers.values()].some(
    ({ columns, when }) => columns.includes(name) || columnsIn(when).has(name),
  );
  const inRule = [...relation.rules.values()].some(({ actions }) => columnsIn(actions).has(name));
  const inPolicy = guardsNaming(catalog, relation, name).length > 0;
  const inView = viewsOver(relation, name).length > 0;
  if (inGenerated) fail(recorder, context.major < 15 ? '42601' : '0A000');
  if (inTrigger || inRule || inPolicy || inView) fail(recorder, '0A000');
  return recorder.failsWith !== null;
}

// PostgreSQL rebuilds indexes, checks and keys over the column. It reads no rows for those that it can prove
// unchanged.
function rebuildDependents(
  context: Context,
  relation: Relation,
  name: string,
  rewrites: boolean,
  recollated: boolean,
): void {
  const { recorder } = context;
  for (const index of relation.indexes) {
    const reads = index.index?.reads.includes(name) === true;
    if (!index.index?.columns.includes(name) && !reads) continue;
    lock(recorder, index, STRONG);
    if (rewrites || reads || recollated) scan(recorder, relation);
  }
  for (const { kind, columns, valid } of relation.constraints.values())
    if (kind === 'check' && valid && columns.includes(name)) scan(recorder, relation);
  const referenced = foreignKeys(relation).flatMap(({ columns, references }) =>
    columns.includes(name) && references ? [references.relation] : [],
  );
  for (const other of [...referenced, ...keysInto(relation, name)]) {
    lock(recorder, other, STRONG);
    if (rewrites) joinRows(recorder, [relation, other]);
  }
}

function alterAttribute(context: Context, type: Relation, command: Command): void {
  const { catalog, recorder } = context;
  const key = `${type.schema}.${type.name}`;
  const tables = [...catalog.relations.values()];
  if (tables.some(({ columns }) => [...columns.values()].some((column) => column.type.name === key))) {
    fail(recorder, '0A000');
    return;
  }
  lockTypedTables(context, type, command);
  const definition = as(command['def'], 'ColumnDef') ?? {};
  const attribute: Column | undefined = type.columns.get(textOf(command['name']));
  if (!attribute) return;
  const change = typeChange(catalog, attribute, typeRef(catalog, definition['typeName']), null);
  if (change.rewrites) for (const table of tables) if (table.ofType === key) rewrite(recorder, table);
}
