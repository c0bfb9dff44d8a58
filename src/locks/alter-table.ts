import { family, lookup, type Relation, rangeName } from '../replay/catalog.ts';
import type { LockMode } from '../sql/lock.ts';
import { as, type Fields, fieldNode, listOf, textOf } from '../sql/node.ts';
import { type Command, type Context, relationOf } from './context.ts';
import { fail, isAtLeast, lock, lockAll } from './effects.ts';
import { rowOf } from './subcommands/index.ts';
import type { Row } from './subcommands/row.ts';

/** ALTER TABLE, and ALTER INDEX, VIEW, SEQUENCE, TYPE … where they take the same subcommands. */
export function alterTable(context: Context, statement: Fields<'AlterTableStmt'>): void {
  const name = rangeName(fieldNode(statement['relation']));
  const known = lookup(context.catalog, name);
  if (!known && statement['missing_ok'] && context.catalog.described) return;
  const relation = known ?? relationOf(context, name, kindOf(textOf(statement['objtype'])));
  if (!relation) return;
  const commands = listOf(statement['cmds']).map((command) => as(command, 'AlterTableCmd') ?? {});
  const mode = commands.map((command) => modeOf(command, relation)).reduce(stronger);
  lock(context.recorder, relation, mode);
  const inherits = fieldNode(statement['relation'])['inh'] === true;
  // Whatever is dropped goes first, wherever it stands: DROP CONSTRAINT a, ADD CONSTRAINT a is one replacement.
  const dropped = commands.filter((command) => rowOfCommand(command).drops).map(({ name }) => textOf(name));
  const added = commands.flatMap((command) => rowOfCommand(command).adds?.(command) ?? []);
  for (const command of commands) apply(context, relation, { ...command, dropped, added }, inherits, mode);
}

const stronger = (a: LockMode, b: LockMode): LockMode => (isAtLeast(a, b) ? a : b);
const rowOfCommand = (command: Command): Row => rowOf(textOf(command['subtype']));

function modeOf(command: Command, relation: Relation): LockMode {
  const { mode } = rowOfCommand(command);
  return typeof mode === 'function' ? mode(command, relation) : mode;
}

// Children are locked in the mode of the whole statement, not in that of the one subcommand that reaches them.
function apply(
  context: Context,
  relation: Relation,
  command: Command,
  inherits: boolean,
  mode: LockMode,
): void {
  const { since, recurses, passesOnly, on } = rowOfCommand(command);
  if (since !== undefined && context.major < since) {
    fail(context.recorder, '42601');
    return;
  }
  const reachesChildren = typeof recurses === 'function' ? recurses(context, command, relation) : recurses;
  const reached = reachesChildren && (inherits || passesOnly) ? family(relation) : [relation];
  lockAll(context.recorder, reached, mode);
  const withScope: Command = inherits ? command : { ...command, only: true };
  for (const member of reached) on?.(context, member, withScope, relation);
}

function kindOf(objectType: string): Relation['kind'] {
  const kinds: Readonly<Record<string, Relation['kind']>> = {
    OBJECT_INDEX: 'index',
    OBJECT_VIEW: 'view',
    OBJECT_MATVIEW: 'materialized view',
    OBJECT_SEQUENCE: 'sequence',
    OBJECT_FOREIGN_TABLE: 'foreign table',
    OBJECT_TYPE: 'composite type',
  };
  return kinds[objectType] ?? 'table';
}
