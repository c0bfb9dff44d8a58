import { type Constraint, foreignKeys, lookup, type Relation, rangeName } from '../replay/catalog.ts';
import { columnConstraints, referencedColumns } from '../replay/constraint-from.ts';
import { keysInto } from '../replay/dependents.ts';
import { as, type Fields, fieldNode, listOf, namesOf } from '../sql/node.ts';
import type { Context } from './context.ts';

/**
 * The SQLSTATE with which PostgreSQL refuses the target of a foreign key: it has no primary key, no such column, or
 * nothing unique over the columns.
 */
export function refusedTarget(definition: Fields<'Constraint'>, other: Relation): string | null {
  if (other.assumed) return null;
  const wanted = referencedColumns(definition, other);
  if (wanted.length === 0) return '42704';
  if (wanted.some((column) => !other.columns.has(column))) return '42703';
  const isUnique = [...other.indexes].some(
    ({ index }) =>
      index?.unique &&
      !index.predicate &&
      index.columns.slice(0, index.keys).toSorted().join() === wanted.toSorted().join(),
  );
  return isUnique ? null : '42830';
}

/** The same for all foreign keys in the definition of a new table or a new column. */
export function refusedTargets({ catalog }: Context, elements: readonly unknown[]): string | null {
  const constraints = elements.flatMap((element) => {
    const column = as(element, 'ColumnDef');
    return column ? columnConstraints(column) : [as(element, 'Constraint') ?? {}];
  });
  for (const constraint of constraints) {
    if (constraint['contype'] !== 'CONSTR_FOREIGN') continue;
    const other = lookup(catalog, rangeName(fieldNode(constraint['pktable'])));
    const state = other ? refusedTarget(constraint, other) : null;
    if (state) return state;
  }
  return null;
}

/** Whether PostgreSQL has no `=` between the two types. A user's type may have one, so it never counts. */
export const isIncomparable = (from: string | undefined, to: string | undefined): boolean =>
  from !== undefined &&
  to !== undefined &&
  !from.includes('.') &&
  !to.includes('.') &&
  familyOf(from) !== familyOf(to);

// The group of types that `=` can compare with each other.
function familyOf(type: string): string {
  if (/^(?:int[248]|numeric|float[48]|(?:small|big)?serial[248]?|oid)$/.test(type)) return 'number';
  if (/^(?:text|varchar|bpchar|name)$/.test(type)) return 'text';
  if (/^(?:date|timestamp|timestamptz)$/.test(type)) return 'time';
  return type;
}

/** Whether a new type of the column could no longer be compared in a foreign key, on either side of it. */
export function breaksKey(relation: Relation, column: string, type: string): boolean {
  const own = foreignKeys(relation).some((key) => isIncomparable(type, otherType(key, column)));
  return (
    own ||
    keysInto(relation, column).some((other) =>
      foreignKeys(other).some(
        ({ references, columns }) =>
          references?.relation === relation &&
          isIncomparable(
            type,
            other.columns.get(columns[references.columns.indexOf(column)] ?? '')?.type.name,
          ),
      ),
    )
  );
}

function otherType({ columns, references }: Constraint, column: string): string | undefined {
  const at = columns.indexOf(column);
  return at < 0 ? undefined : references?.relation.columns.get(references.columns[at] ?? '')?.type.name;
}

/** The columns that a table constraint covers. */
export const constrainedColumns = (definition: Fields<'Constraint'>): readonly string[] =>
  listOf(definition['fk_attrs']).length > 0 ? namesOf(definition['fk_attrs']) : namesOf(definition['keys']);
