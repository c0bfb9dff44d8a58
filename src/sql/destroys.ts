import { textOf, walk } from './node.ts';
import { parseSql } from './parser.ts';

/**
 * Whether a script takes rows or columns away: DROP TABLE, DROP SCHEMA, DROP COLUMN, TRUNCATE, DELETE. Any DROP with
 * CASCADE counts too, because it may reach a table or a column.
 *
 * @throws {SqlSyntaxError} for what is no SQL: the caller's bug.
 */
export function destroysData(sql: string): boolean {
  let destroys = false;
  walk(parseSql(sql), (type, fields) => {
    destroys ||=
      type === 'DeleteStmt' ||
      type === 'TruncateStmt' ||
      (type === 'AlterTableCmd' && fields.subtype === 'AT_DropColumn') ||
      (type === 'DropStmt' &&
        (/^OBJECT_(?:TABLE|SCHEMA)$/.test(textOf(fields.removeType)) || fields.behavior === 'DROP_CASCADE'));
  });
  return destroys;
}
