import type { Catalog, Name, Relation } from '../replay/catalog.ts';
import { isSystem, lookup, newRelation } from '../replay/catalog.ts';
import type { Fields, Tree } from '../sql/node.ts';
import { fail, type Recorder } from './effects.ts';

/** What the prediction of one statement works with. */
export interface Context {
  readonly catalog: Catalog;
  readonly recorder: Recorder;
  readonly major: number;
  /** Predicts a statement that this one runs: of a trigger, a function or a rule. */
  readonly run: (statement: Tree) => void;
  /** Whether the statement does nothing but call functions: `CALL p()`, `SELECT f()`. */
  readonly isCall: boolean;
  /** Routines, triggers and views that are being predicted. They are not entered again, which ends recursion. */
  readonly visiting: Set<unknown>;
  /** What was predicted as a whole in this statement: routines, and views read without conditions. Once more adds nothing. */
  readonly done: Set<unknown>;
  /** How often a view was read under conditions. */
  readonly readings: Map<string, number>;
  /** Whether an inlined routine is volatile, where that was asked. */
  readonly volatile: Map<unknown, boolean>;
  /** Relations that no statement created. There is one object for each name. */
  readonly assumed: Map<string, Relation>;
}

/** A subcommand of ALTER TABLE, and what it needs to know about its statement. */
export type Command = Fields<'AlterTableCmd'> & {
  /** `ALTER TABLE ONLY`. */
  readonly only?: true;
  /**
   * Names that the statement drops and adds, before or after this subcommand: PostgreSQL does not run subcommands in
   * their order.
   */
  readonly dropped?: readonly string[];
  readonly added?: readonly string[];
};

/** The relation that a name means. If nothing created it, it is assumed to exist, as a plain table by default. */
export function relationOf(context: Context, name: Name, kind: Relation['kind'] = 'table'): Relation | null {
  const found = lookup(context.catalog, name);
  if (found || isSystem(name) || isOwnTemporary(context, name)) return found;
  const assumed = assume(context, name, kind);
  if (context.catalog.described)
    depends(context, `what ${assumed.schema}.${assumed.name} is: nothing that was read creates it`);
  return assumed;
}

// An unqualified name that the script uses for a temporary table, and that nothing else has, means the session's own
// table. Nobody else waits for a lock on that.
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

/** Like `depends`, but statements that are run are not known, so that their locks are missing too. */
export function hides(context: Context, on: string): void {
  depends(context, on);
  context.recorder.hidden ??= `depends on ${on}`;
}

/**
 * Predicts a failure if something is missing. Not if the relation itself was only assumed: then nothing is known
 * about its parts.
 */
export function expect(context: Context, isThere: boolean, relation: Relation, sqlState: string): void {
  // A view's columns are known only when its query names them.
  if (!isThere && !relation.assumed && !/view$/.test(relation.kind)) fail(context.recorder, sqlState);
}
