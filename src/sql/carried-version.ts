import { isEmbeddedExtension } from './extensions.ts';
import { quoteIdentifier } from './identifier.ts';
import { as, type Fields, literalOf, optionsOf, textOf } from './node.ts';
import type { Statement } from './script.ts';

/**
 * A statement on an extension as the embedded PostgreSQL can run it, which has one version of each: CREATE EXTENSION
 * without its VERSION, and nothing (`null`) for ALTER EXTENSION … UPDATE. Every other statement stays as it is written.
 */
export function inCarriedVersion({ node }: Pick<Statement, 'node'>, sql: string): string | null {
  const updated = as(node, 'AlterExtensionStmt');
  if (updated) return isEmbeddedExtension(textOf(updated.extname)) ? null : sql;
  const made = as(node, 'CreateExtensionStmt');
  return made && isEmbeddedExtension(textOf(made.extname)) ? creation(made) : sql;
}

function creation({ extname, if_not_exists, options }: Fields<'CreateExtensionStmt'>): string {
  const given = optionsOf(options);
  const schema = literalOf(given.get('schema'));
  return [
    `CREATE EXTENSION ${if_not_exists ? 'IF NOT EXISTS ' : ''}${quoteIdentifier(textOf(extname))}`,
    ...(schema === null ? [] : [`SCHEMA ${quoteIdentifier(schema)}`]),
    ...(given.has('cascade') ? ['CASCADE'] : []),
  ].join(' ');
}
