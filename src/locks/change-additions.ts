import { columnConstraints, kindOf } from '../replay/constraint-from.ts';
import { keyColumns } from '../replay/key-columns.ts';
import { isSerial } from '../replay/serial.ts';
import { as, type Fields, fieldNode, listOf, namesOf, textOf } from '../sql/node.ts';
import { constraintFlags } from './change-flags.ts';
import type { ChangeDraft } from './change-kind.ts';

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

/** A new column. */
export function addedColumn(draft: ChangeDraft, definition: Fields<'ColumnDef'>): ChangeDraft {
  const types = listOf(definition['constraints']).map((item) => textOf(as(item, 'Constraint')?.['contype']));
  const filled = types.some((type) => /DEFAULT|IDENTITY|GENERATED/.test(type));
  const isNumbered = isSerial(namesOf(fieldNode(definition['typeName'])['names']).at(-1) ?? '');
  const required = types.some((type) => /NOTNULL|PRIMARY/.test(type)) && !filled && !isNumbered;
  return { ...draft, kind: 'add column', name: textOf(definition['colname']), required };
}

/** A new constraint of a table or at a column. */
export function addedConstraint(draft: ChangeDraft, definition: Fields<'Constraint'>): ChangeDraft {
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
