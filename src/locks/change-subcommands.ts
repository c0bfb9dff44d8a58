import { type Catalog, lookup, rangeName } from '../replay/catalog.ts';
import { columnConstraints, kindOf } from '../replay/constraint-from.ts';
import { as, type Fields, fieldNode, textOf } from '../sql/node.ts';
import { addedConstraint } from './change-additions.ts';
import { type ChangeFlag, when } from './change-flags.ts';
import { type ChangeDraft, NO_DETAILS } from './change-kind.ts';
import { rowOf } from './subcommands/index.ts';

/** What a subcommand changes. A constraint that stands at a new column is added like any other. */
export function subcommands(command: Fields<'AlterTableCmd'>, relation: string): readonly ChangeDraft[] {
  const draft = subcommand(command, relation);
  if (draft.kind !== 'add column') return [draft];
  const inline = columnConstraints(as(command['def'], 'ColumnDef') ?? {});
  const named = inline.filter(
    (constraint) => kindOf(constraint) !== null && kindOf(constraint) !== 'not null',
  );
  return [draft, ...named.map((constraint) => atColumn(addedConstraint(draft, constraint)))];
}

function subcommand(command: Fields<'AlterTableCmd'>, relation: string): ChangeDraft {
  const { change } = rowOf(textOf(command['subtype']));
  const draft = { ...NO_DETAILS, kind: 'other' as const, relation, name: textOf(command['name']) };
  if (typeof change === 'function') return change(draft, command);
  const partition = as(command['def'], 'PartitionCmd');
  return { ...draft, kind: change, concurrently: partition?.['concurrent'] === true };
}

const atColumn = (draft: ChangeDraft): ChangeDraft => ({ ...draft, flags: [...draft.flags, 'at column'] });

/** The flags of one subcommand of ALTER TABLE. */
export function subcommandFlags(
  catalog: Catalog,
  statement: Fields<'AlterTableStmt'>,
  command: Fields<'AlterTableCmd'>,
): readonly ChangeFlag[] {
  const { flags, changesNothing } = rowOf(textOf(command['subtype']));
  const relation = lookup(catalog, rangeName(fieldNode(statement['relation'])));
  const column = relation?.columns.get(textOf(command['name'])) ?? null;
  const isDone =
    relation !== null && !relation.assumed && changesNothing?.(relation, column, command, catalog) === true;
  return [
    ...when(command['missing_ok'] === true, 'if exists'),
    ...when(command['behavior'] === 'DROP_CASCADE', 'cascade'),
    ...when(isDone, 'nothing changes'),
    ...(flags?.(catalog, command, column) ?? []),
  ];
}
