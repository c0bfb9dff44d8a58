import { type Node, namesOf, walk } from '../sql/node.ts';
import { parseSql } from '../sql/parser.ts';

// Functions that give one value for a whole statement. What is not listed is taken for volatile: the safe road works for both.
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

/** Whether a default may differ from row to row, so that ADD COLUMN would rewrite the table with it; what is not known may. */
export function mayDiffer(expression: string): boolean {
  let volatile = false;
  walk(parseSql(`SELECT ${expression}`), (type, fields) => {
    if (type === 'FuncCall') volatile ||= !isSteady(fields);
  });
  return volatile;
}

function isSteady(call: Node): boolean {
  const names = namesOf(call['funcname']);
  const [schema, name] = names.length > 1 ? names : ['pg_catalog', names[0]];
  return schema === 'pg_catalog' && STEADY.has(name ?? '');
}
