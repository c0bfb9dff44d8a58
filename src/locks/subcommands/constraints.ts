import type { Catalog, Relation } from '../../replay/catalog.ts';
import { columnsIn } from '../../replay/references.ts';
import { as, type BySubcommand, type Fields, textOf } from '../../sql/node.ts';
import { addedConstraint } from '../change-additions.ts';
import { constraintFlags } from '../change-flags.ts';
import {
  addConstraint,
  alterConstraint,
  dropConstraint,
  isForeignKey,
  validateConstraint,
} from '../constraints.ts';
import { constrainedColumns } from '../key-refusals.ts';
import { isTableLike, TABLES, WITH_FOREIGN } from '../relation-kinds.ts';
import { type Row, STRONG, WEAK } from './row.ts';

/** Constraints of tables. Which children they reach they decide for themselves. */
export const CONSTRAINTS = {
  AT_AddConstraint: {
    of: WITH_FOREIGN,
    mode: ({ def }) => (isForeignKey(def) ? 'ShareRowExclusiveLock' : STRONG),
    on: addConstraint,
    change: (draft, { def }) => addedConstraint(draft, as(def, 'Constraint') ?? {}),
    flags: (_, { def }) => constraintFlags(as(def, 'Constraint') ?? {}),
    refused: missingColumn,
  },
  AT_AlterConstraint: { of: TABLES, mode: STRONG, on: alterConstraint, change: 'other' },
  AT_ValidateConstraint: {
    of: WITH_FOREIGN,
    mode: WEAK,
    on: validateConstraint,
    change: 'validate constraint',
  },
  AT_DropConstraint: {
    of: WITH_FOREIGN,
    mode: STRONG,
    on: dropConstraint,
    change: 'drop constraint',
    changesNothing: (relation, _, { name, missing_ok: isOptional }) =>
      isOptional === true && !relation.constraints.has(textOf(name)),
    drops: true,
    makesWay: true,
  },
} satisfies Partial<BySubcommand<Row>>;

function missingColumn(
  _: Catalog,
  relation: Relation,
  { def }: Fields<'AlterTableCmd'>,
  added: readonly string[],
): string | null {
  if (!isTableLike(relation)) return null;
  const definition = as(def, 'Constraint') ?? {};
  const isCheck = definition['contype'] === 'CONSTR_CHECK';
  const names = isCheck ? [...columnsIn(definition['raw_expr'])] : constrainedColumns(definition);
  const exists = (name: string): boolean =>
    relation.columns.size === 0 ||
    relation.columns.has(name) ||
    added.includes(name) ||
    name === relation.name;
  return names.every(exists) ? null : '42703';
}
