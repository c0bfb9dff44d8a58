import { columnConstraints, kindOf } from '../replay/constraint-from.ts';
import { keyColumns } from '../replay/key-columns.ts';
import { isSerial } from '../replay/serial.ts';
import { as, type BySubcommand, type Fields, fieldNode, listOf, namesOf, textOf } from '../sql/node.ts';
import { constraintFlags } from './change-flags.ts';
import { type ChangeDraft, type ChangeKind, NO_DETAILS } from './change-kind.ts';

const SUBCOMMANDS: BySubcommand<ChangeKind> = {
  AT_AlterColumnType: 'alter column type',
  AT_ColumnDefault: 'set default',
  AT_AttachPartition: 'attach partition',
  AT_DetachPartition: 'detach partition',
  AT_DisableTrig: 'disable trigger',
  AT_DisableTrigAll: 'disable trigger',
  AT_DisableTrigUser: 'disable trigger',
  AT_DropColumn: 'drop column',
  AT_DropConstraint: 'drop constraint',
  AT_DropNotNull: 'drop not null',
  AT_EnableRowSecurity: 'enable row security',
  AT_ReplicaIdentity: 'replica identity',
  AT_SetExpression: 'set expression',
  AT_SetNotNull: 'set not null',
  AT_SetRelOptions: 'set options',
  AT_ValidateConstraint: 'validate constraint',
};

function subcommand(command: Fields<'AlterTableCmd'>, relation: string): ChangeDraft {
  const subtype = textOf(command['subtype']);
  const draft = {
    ...NO_DETAILS,
    kind: SUBCOMMANDS[subtype] ?? ('other' as const),
    relation,
    name: textOf(command['name']),
  };
  if (subtype === 'AT_AddColumn') return addedColumn(draft, as(command['def'], 'ColumnDef') ?? {});
  if (subtype === 'AT_AddConstraint') return addedConstraint(draft, as(command['def'], 'Constraint') ?? {});
  const partition = as(command['def'], 'PartitionCmd');
  return { ...draft, concurrently: partition?.['concurrent'] === true };
}

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

/** A new table, and the constraints it is declared with. */
export function createdTable(
  table: ChangeDraft,
  { tableElts: elements }: Fields<'CreateStmt'>,
): readonly ChangeDraft[] {
  const declared = listOf(elements).flatMap((item) => {
    const column = as(item, 'ColumnDef');
    const constraint = as(item, 'Constraint');
    const constraints = column ? columnConstraints(column) : constraint ? [constraint] : [];
    const at = { ...table, name: textOf(column?.['colname']) };
    return constraints.filter((one) => kindOf(one) !== null).map((one) => addedConstraint(at, one));
  });
  return [table, ...declared.map((draft) => ({ ...draft, kind: 'declare constraint' as const }))];
}

const atColumn = (draft: ChangeDraft): ChangeDraft => ({ ...draft, flags: [...draft.flags, 'at column'] });

function addedColumn(draft: ChangeDraft, definition: Fields<'ColumnDef'>): ChangeDraft {
  const types = listOf(definition['constraints']).map((item) => textOf(as(item, 'Constraint')?.['contype']));
  const filled = types.some((type) => /DEFAULT|IDENTITY|GENERATED/.test(type));
  const isNumbered = isSerial(namesOf(fieldNode(definition['typeName'])['names']).at(-1) ?? '');
  const required = types.some((type) => /NOTNULL|PRIMARY/.test(type)) && !filled && !isNumbered;
  return { ...draft, kind: 'add column', name: textOf(definition['colname']), required };
}

function addedConstraint(draft: ChangeDraft, definition: Fields<'Constraint'>): ChangeDraft {
  const kind = kindOf(definition) ?? 'check';
  return {
    ...draft,
    kind: `add ${kind}`,
    required: false,
    name: textOf(definition['conname']),
    // A constraint that stands at a column names none.
    columns: kind === 'foreign key' ? keyColumns(definition, draft.name) : [],
    notValid:
      definition['skip_validation'] === true ||
      (/^(?:check|foreign key)$/.test(kind) && !definition['is_enforced']),
    usesIndex: definition['indexname'] !== undefined,
    flags: constraintFlags(definition),
  };
}
