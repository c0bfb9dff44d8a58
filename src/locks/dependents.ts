import {
  type Catalog,
  type Column,
  family,
  foreignKeys,
  isThere,
  ownedSequences,
  type Relation,
  rootsOf,
} from '../replay/catalog.ts';
import { keysInto, viewsOver } from '../replay/dependents.ts';
import { columnsIn, readsOf } from '../replay/references.ts';
import { isNode, type Node, walk } from '../sql/node.ts';
import type { Context } from './context.ts';
import { fail, lock, lockAll } from './effects.ts';

const STRONG = 'AccessExclusiveLock';

/** Tables with policies or rules that name the relation (or one column of it). */
export function guardsNaming(
  catalog: Catalog,
  relation: Relation,
  column: string | null,
): readonly Relation[] {
  const found: Relation[] = [];
  for (const table of catalog.guarded) {
    if (!isThere(catalog, table)) continue;
    const expressions = [...table.policies.values()].flatMap((policy) => policy.expressions);
    const actions = [...table.rules.values()].map((rule) => rule.actions);
    if (
      expressions.some((expression) => namesColumn(catalog, table, relation, column, expression)) ||
      (table !== relation && actions.some((action) => actsOn(catalog, relation, column, action)))
    )
      found.push(table);
  }
  return found;
}

// Whether a rule's action uses the relation. An action may write to it, so its columns occur as targets too.
function actsOn(catalog: Catalog, relation: Relation, column: string | null, action: unknown): boolean {
  const read = readsOf(catalog, action).get(relation);
  if (read === undefined || column === null || read.has(column)) return read !== undefined;
  let isTarget = false;
  walk([action], (type, fields) => {
    isTarget ||= type === 'ResTarget' && fields.name === column;
  });
  return isTarget;
}

function namesColumn(
  catalog: Catalog,
  table: Relation,
  relation: Relation,
  column: string | null,
  expression: unknown,
): boolean {
  if (table === relation) return column !== null && columnsIn(expression).has(column);
  const columns = readsOf(catalog, expression).get(relation);
  return columns !== undefined && (column === null || columns.has(column));
}

/**
 * Drops relations: locks on them and on everything that is dropped along, or 2BP01 when something depends on them.
 */
export function dropRelations(context: Context, targets: readonly Relation[], cascade: boolean): void {
  const dropped = new Set(targets);
  const named = new Set(targets);
  for (const relation of dropped) {
    if (!dropOver(context, relation, dropped, cascade) || !dropOwned(context, relation, dropped, cascade)) {
      fail(context.recorder, '2BP01');
      return;
    }
    // A foreign key to a partitioned table refers to each of its partitions as well, so it prevents dropping a single
    // one.
    const roots = named.has(relation) ? rootsOf(relation) : [relation];
    if (!roots.every((root) => dropKeys(context, root, dropped, cascade))) {
      fail(context.recorder, '2BP01');
      return;
    }
  }
  for (const relation of dropped) dropOne(context, relation, dropped);
}

function dropKeys(
  { recorder, major }: Context,
  root: Relation,
  dropped: ReadonlySet<Relation>,
  cascade: boolean,
): boolean {
  const referencing = keysInto(root).filter((other) => !dropped.has(other));
  if (referencing.length > 0) lockAll(recorder, [...referencing, ...keyTables(root, major)], STRONG);
  return cascade || referencing.length === 0;
}

// Partitions are dropped with their parent. Views, policies and inheritance children need CASCADE.
function dropOver(context: Context, relation: Relation, dropped: Set<Relation>, cascade: boolean): boolean {
  const over = [...relation.children, ...viewsOver(relation, null)];
  if (!cascade && over.some((other) => !other.bound && !dropped.has(other))) return false;
  for (const other of over) dropped.add(other);
  const guards = guardsNaming(context.catalog, relation, null).filter((table) => !dropped.has(table));
  lockAll(context.recorder, guards, STRONG);
  return cascade || guards.length === 0;
}

// Owned sequences are dropped too, unless a default of another table uses them: that needs CASCADE.
function dropOwned(
  context: Context,
  relation: Relation,
  dropped: ReadonlySet<Relation>,
  cascade: boolean,
): boolean {
  const { recorder, catalog } = context;
  const sequences = relation.kind === 'sequence' ? [relation] : ownedSequences(catalog, relation);
  for (const sequence of sequences) {
    lock(recorder, sequence, STRONG);
    const users = sequenceUsers(catalog, sequence).filter(
      (table) => !dropped.has(table) && sequence.ownedBy?.relation !== table,
    );
    const own = relation.kind === 'sequence' && relation.ownedBy ? [relation.ownedBy.relation] : [];
    const inWay = [...users, ...own.filter((table) => !dropped.has(table))];
    if (inWay.length > 0 && !cascade) return false;
    lockAll(recorder, inWay, STRONG);
  }
  return true;
}

function dropOne({ recorder, major }: Context, relation: Relation, dropped: ReadonlySet<Relation>): void {
  lockAll(recorder, [relation, ...relation.indexes], STRONG);
  for (const { references, inherited } of foreignKeys(relation)) {
    // A foreign key that a partition has from its parent has no triggers of its own on the referenced table.
    if (!references || inherited || dropped.has(references.relation)) continue;
    lockAll(recorder, keyTables(references.relation, major), STRONG);
  }
  if (!relation.bound) return;
  for (const parent of relation.parents) {
    lock(recorder, parent, STRONG);
    lockAll(
      recorder,
      [...parent.children].filter((sibling) => sibling.bound?.['is_default']),
      STRONG,
    );
  }
}

// Tables on which a foreign key has triggers on the referenced side. Before 15 a partitioned table itself has none,
// only its partitions.
export const keyTables = (referenced: Relation, major: number): readonly Relation[] =>
  referenced.partitioning
    ? family(referenced).filter(({ partitioning }) => major >= 15 || !partitioning)
    : [referenced];

/** Tables with a column default that calls nextval() on a sequence. */
function sequenceUsers(catalog: Catalog, sequence: Relation): readonly Relation[] {
  const text = `"${sequence.name}"`;
  const draws = ({ default: value }: Column): boolean => {
    const written = isNode(value) ? drawnText(value) : '';
    return written.includes(text) || written.includes(`.${sequence.name}"`);
  };
  return [...catalog.relations.values()].filter((table) => table.columns.values().some(draws));
}

const drawn = new WeakMap<Node, string>();

// A default as text if it calls nextval(), else the empty text. Remembered, because it is asked again for every
// dropped sequence.
function drawnText(value: Node): string {
  const known = drawn.get(value);
  if (known !== undefined) return known;
  const written = JSON.stringify(value);
  const text = written.includes('"nextval"') ? written : '';
  drawn.set(value, text);
  return text;
}
