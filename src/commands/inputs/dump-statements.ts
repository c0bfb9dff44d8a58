import type { SqlError } from '../../sql/error.ts';
import { as, type Tree, textOf, typeOf } from '../../sql/node.ts';
import type { Statement } from '../../sql/script.ts';

/**
 * Whether a statement is nothing to a schema that is read for itself: rows of COPY, for which there is no stdin; all rows of
 * a dump; a lock, which needs a block that a runner may open; and the encoding, because text is sent as UTF-8, whatever
 * its file was written in.
 */
export const leavesNothing = ({ node, kind }: Statement, isDump: boolean): boolean =>
  kind === 'COPY' ||
  typeOf(node) === 'LockStmt' ||
  textOf(as(node, 'VariableSetStmt')?.name) === 'client_encoding' ||
  (isDump && isData(node));

/** Whether it only puts rows into tables, or tells a sequence where it stands. */
function isData(node: Tree): boolean {
  if (typeOf(node) === 'InsertStmt') return true;
  const call = as(as(as(node, 'SelectStmt')?.targetList?.[0], 'ResTarget')?.val, 'FuncCall');
  const name = as(call?.funcname?.at(-1), 'String')?.sval;
  return (
    name === 'setval' ||
    name === 'lo_create' ||
    name === 'lowrite' ||
    name === 'lo_open' ||
    name === 'lo_close'
  );
}

// undefined: table, column, function, object, schema. https://www.postgresql.org/docs/18/errcodes-appendix.html
const UNDEFINED = new Set(['42P01', '42703', '42883', '42704', '3F000']);
const EXISTS = new Set(['42P06', '42710', '42723']);

/**
 * Whether an empty database refuses a statement of a dump without being wrong in what it then holds: what `--clean` drops
 * isn't there, `public` and the first roles are, and a setting of a newer major or of another server means nothing here.
 */
export function canBeIgnored({ node, kind }: Statement, { sqlState }: SqlError): boolean {
  if (typeOf(node) === 'VariableSetStmt') return true;
  if (UNDEFINED.has(sqlState)) return kind.startsWith('DROP') || drops(node);
  if (!EXISTS.has(sqlState)) return false;
  const schema = as(node, 'CreateSchemaStmt');
  return textOf(schema?.schemaname) === 'public' || typeOf(node) === 'CreateRoleStmt';
}

/** `ALTER TABLE … DROP CONSTRAINT …`, `… ALTER COLUMN … DROP DEFAULT`. */
const drops = (node: Tree): boolean =>
  (as(node, 'AlterTableStmt')?.cmds ?? []).some((command) => {
    const alter = as(command, 'AlterTableCmd');
    const type = textOf(alter?.subtype);
    return type.startsWith('AT_Drop') || (type === 'AT_ColumnDefault' && alter?.def === undefined);
  });

// `\connect shop`, `\connect "odd name"`, `\connect -reuse-previous=on "dbname='shop'"`
const CONNECT = /^\\c(?:onnect)?\s+(?:-\S+\s+)?(.+)$/;

/** The databases that a script of psql goes to, but for the template that every cluster has. */
export const connectedTo = (commands: readonly string[]): readonly string[] => [
  ...new Set(
    commands
      .map((command) => CONNECT.exec(command)?.[1]?.trim() ?? 'template1')
      .filter((name) => name !== 'template1' && name !== '-'),
  ),
];
