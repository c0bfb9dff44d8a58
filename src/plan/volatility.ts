import { parseSql } from '../sql/parser.ts';

// Functions that give one value for a whole statement. What is not listed is taken for volatile: the safe road works for both.
const STEADY = new Set([
  'now',
  'transaction_timestamp',
  'statement_timestamp',
  'current_setting',
  'lower',
  'upper',
  'coalesce',
  'make_interval',
  'date_trunc',
]);

/** Whether a default may differ from row to row, so that ADD COLUMN would rewrite the table with it. */
export function isVolatile(expression: string): boolean {
  return holdsVolatileCall(parseSql(`SELECT ${expression}`));
}

function holdsVolatileCall(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsVolatileCall);
  if (typeof node !== 'object' || node === null) return false;
  return Object.entries(node).some(
    ([kind, child]) => (kind === 'FuncCall' && !isSteady(child)) || holdsVolatileCall(child),
  );
}

function isSteady(call: unknown): boolean {
  const names = (call as { funcname?: readonly { String?: { sval?: string } }[] }).funcname ?? [];
  const [schema, name] = names.length > 1 ? names : [undefined, names[0]];
  return (
    STEADY.has(name?.String?.sval ?? '') && (schema === undefined || schema.String?.sval === 'pg_catalog')
  );
}
