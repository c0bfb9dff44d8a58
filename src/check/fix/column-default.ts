import { quoteIdentifier } from '../../sql/identifier.ts';
import { as, type Fields, listOf, textOf, walk } from '../../sql/node.ts';
import type { Edit, Rewrite } from '../rule.ts';
import { type Added, addedConstraints, alterOf } from './alter.ts';
import {
  inserted,
  replaced,
  type StatementSource,
  said,
  sliceOf,
  withSpaceBefore,
} from './statement-source.ts';

/**
 * Sets the default after ADD COLUMN, in the same statement: then it is for new rows only, and existing rows are not
 * rewritten.
 */
export function defaultForNewRows(source: StatementSource): Rewrite | string {
  const alter = alterOf(source);
  if (!alter) return 'only ALTER TABLE of a table can be mended';
  const defaults = addedConstraints(source, alter).filter(
    ({ definition, column }) => column && definition['contype'] === 'CONSTR_DEFAULT',
  );
  const volatile = defaults.filter(({ definition }) => calls(definition));
  if (volatile.length === 0)
    return 'serial, identity and generated columns have no form that leaves the old rows alone: add a plain column';
  for (const { column, part } of volatile) {
    if (part.command['missing_ok']) return 'with IF NOT EXISTS the default comes only with the column';
    const types = listOf(column?.['constraints']).map((item) => textOf(as(item, 'Constraint')?.['contype']));
    if (types.some((type) => type !== 'CONSTR_DEFAULT' && type !== 'CONSTR_NULL'))
      return 'the column has constraints that its old rows, which are yet to be filled, would break';
  }
  const names = volatile.map(({ column }) => quoteIdentifier(textOf(column?.['colname'])));
  return {
    edits: volatile.flatMap((added) => movedDefault(source, added)),
    task: `Old rows of ${alter.table} have no ${names.join(', ')} yet: fill them in batches, each in a transaction of its own.`,
  };
}

function calls(definition: Fields<'Constraint'>): boolean {
  let isCall = false;
  walk(definition, (type, _) => {
    isCall ||= type === 'FuncCall' || type === 'SQLValueFunction';
    return !isCall;
  });
  return isCall;
}

function movedDefault(source: StatementSource, added: Added): readonly Edit[] {
  const { column, part } = added;
  const name = quoteIdentifier(textOf(column?.['colname']));
  const text = sliceOf(source, added);
  return [
    replaced(withSpaceBefore(source, added), ''),
    inserted(part.end, `, ${said(source, 'ALTER COLUMN')} ${name} ${said(source, 'SET')} ${text}`),
  ];
}
