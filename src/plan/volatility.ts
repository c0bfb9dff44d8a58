import { type Fields, namesOf, walk } from '../sql/node.ts';
import { parseSql } from '../sql/parser.ts';

// Functions whose value is the same throughout a statement. Any other function counts as volatile: the steps for a
// volatile default are safe for every default.
const STEADY = new Set([
  'now',
  'transaction_timestamp',
  'statement_timestamp',
  'current_setting',
  'lower',
  'upper',
  'make_interval',
  'date_trunc',
]);

/**
 * Whether a default may give each row another value: ADD COLUMN would then rewrite the table. `true` when it isn't
 * known.
 */
export function mayDiffer(expression: string): boolean {
  let volatile = false;
  walk(parseSql(`SELECT ${expression}`), (type, fields) => {
    if (type === 'FuncCall') volatile ||= !isSteady(fields);
  });
  return volatile;
}

function isSteady({ funcname }: Fields<'FuncCall'>): boolean {
  const names = namesOf(funcname);
  const [schema, name] = names.length > 1 ? names : ['pg_catalog', names[0]];
  return schema === 'pg_catalog' && STEADY.has(name ?? '');
}
