import type { Catalog, Name, Relation } from '../replay/catalog.ts';
import { isSystem, lookup, newRelation } from '../replay/catalog.ts';
import type { Fields, Tree } from '../sql/node.ts';
import { fail, type Recorder } from './effects.ts';

/** What a prediction works on. */
export interface Context {
  readonly catalog: Catalog;
  readonly recorder: Recorder;
  readonly major: number;
  /** Predicts a statement inside the one at hand: a trigger's, a function's, a rule's. */
  readonly run: (statement: Tree) => void;
  /** Whether the statement is nothing but calls: `CALL p()`, `SELECT f()`. */
  readonly isCall: boolean;
  /** Routines and triggers being looked at: recursion ends there. */
  readonly visiting: Set<unknown>;
  /** Relations that no statement created: one object for each name. */
  readonly assumed: Map<string, Relation>;
}

/** A subcommand of ALTER TABLE, and what it has to know of its statement. */
export type Command = Fields<'AlterTableCmd'> & {
  /** `ALTER TABLE ONLY`. */
  readonly only?: true;
  /** What the statement drops and adds, wherever that stands in it. */
  readonly dropped?: readonly string[];
  readonly added?: readonly string[];
};

/** The relation a name means; one that nothing created is taken to exist as a plain table. */
export function relationOf(context: Context, name: Name, kind: Relation['kind'] = 'table'): Relation | null {
  const found = lookup(context.catalog, name);
  if (found || isSystem(name) || isOwnTemporary(context, name)) return found;
  const assumed = assume(context, name, kind);
  if (context.catalog.described)
    depends(context, `what ${assumed.schema}.${assumed.name} is: nothing that was read creates it`);
  return assumed;
}

// Of a name that nothing else is known by, the session's own table is meant: nobody waits for that.
const isOwnTemporary = ({ catalog }: Context, { schema, name }: Name): boolean =>
  schema === null && catalog.temporaryNames.has(name);

function assume({ assumed, catalog }: Context, name: Name, kind: Relation['kind']): Relation {
  const schema = name.schema ?? catalog.searchPath[0] ?? 'public';
  const key = `${schema}.${name.name}`;
  const known = assumed.get(key);
  if (known) return known;
  const relation = newRelation(schema, name.name, kind, { assumed: true });
  assumed.set(key, relation);
  return relation;
}

export const depends = ({ recorder }: Context, on: string): void => {
  recorder.unknown.add(`depends on ${on}`);
};

/** `depends`, on what statements are run: whatever they lock is missing. */
export function hides(context: Context, on: string): void {
  depends(context, on);
  context.recorder.hidden ??= `depends on ${on}`;
}

/** Fails with a state unless what was looked for is there, or unknown because the relation is. */
export function expect(context: Context, isThere: boolean, relation: Relation, sqlState: string): void {
  // The columns of a view are known only as far as its query names them.
  if (!isThere && !relation.assumed && !/view$/.test(relation.kind)) fail(context.recorder, sqlState);
}
