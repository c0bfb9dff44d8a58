import { fieldsOf, type NodeName, type Tree, textOf, typeOf } from './node.ts';

const STATEMENTS: ReadonlySet<NodeName | ''> = new Set<NodeName>([
  'AlterDatabaseRefreshCollStmt',
  'AlterDatabaseSetStmt',
  'AlterDatabaseStmt',
  'AlterSubscriptionStmt',
  'AlterSystemStmt',
  'AlterTableSpaceOptionsStmt',
  'CreateSubscriptionStmt',
  'CreateTableSpaceStmt',
  'CreatedbStmt',
  'DropSubscriptionStmt',
  'DropTableSpaceStmt',
  'DropdbStmt',
]);

const OBJECTS = /^OBJECT_(?:DATABASE|TABLESPACE|SUBSCRIPTION)$/;

/**
 * Whether a statement is about the server around a database, or about other servers, and not about what the database
 * holds: databases, tablespaces, subscriptions, and owners, grants and comments of these.
 */
export function isAboutServer(node: Tree): boolean {
  if (STATEMENTS.has(typeOf(node))) return true;
  const { objectType, objtype, renameType } = fieldsOf(node);
  return [objectType, objtype, renameType].some((type) => OBJECTS.test(textOf(type)));
}
