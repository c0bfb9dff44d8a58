import { extensionOf } from '../../ir/extension-of.ts';
import type { SqlError } from '../../sql/error.ts';
import { isEmbeddedExtension } from '../../sql/extensions.ts';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/identifier.ts';
import { as, literalOf, optionsOf, textOf } from '../../sql/node.ts';
import type { Statement } from '../../sql/script.ts';
import { asExtension } from '../../standins/frame.ts';
import { unknownDefault } from '../../standins/operator-classes.ts';
import { baseTypeOf, shellOf, unknownType } from '../../standins/types.ts';
import type { Session } from '../../world/engine.ts';

const MISSING_TYPE = /^type "(?:(.+)\.)?(.+)" does not exist$/;
const WITHOUT_CLASS = /^data type (?:.+\.)?(.+) has no default operator class for access method "(\w+)"$/;

/**
 * SQL that makes what a statement lacked: a type, or a default operator class, of an extension that we don't carry and
 * that the database has as a stand-in. `null` for whatever else is missing.
 */
export async function standInFor({ message }: SqlError, session: Session): Promise<string | null> {
  const [, schema, type] = MISSING_TYPE.exec(message) ?? [];
  if (type !== undefined) return typeFor(type, schema ?? null, await placeOf(type, session));
  const [, typed, method] = WITHOUT_CLASS.exec(message) ?? [];
  const place = typed === undefined ? null : await placeOf(typed, session);
  if (typed === undefined || method === undefined || place === null) return null;
  return unknownDefault({ ...place, name: typed }, method).join(';');
}

function typeFor(name: string, schema: string | null, place: Place | null): string | null {
  if (place === null) return null;
  const type = unknownType(schema ?? place.schema, name);
  const added = `alter extension ${quoteIdentifier(place.extension)} add type ${quoteQualified(type.schema, name)}`;
  return [shellOf(type), ...baseTypeOf(type), added].join(';');
}

interface Place {
  readonly extension: string;
  readonly schema: string;
}

/** The stand-in of the extension that a name belongs to; `null` where there is none. */
async function placeOf(name: string, session: Session): Promise<Place | null> {
  const extension = extensionOf(name);
  if (extension === null || isEmbeddedExtension(extension)) return null;
  const [place] = await session.query<Place>(
    `select e.extname::pg_catalog.text as extension, n.nspname::pg_catalog.text as schema from pg_catalog.pg_extension e
     join pg_catalog.pg_namespace n on n.oid = e.extnamespace where e.extname = $1`,
    [extension],
  );
  return place ?? null;
}

/**
 * The extension that a CREATE EXTENSION names and that we don't carry, with the SQL that makes an empty one instead;
 * its types are made when a statement lacks them. `null` for any other statement.
 */
export function lackedExtension({ node }: Statement): { readonly name: string; readonly sql: string } | null {
  const made = as(node, 'CreateExtensionStmt');
  const name = textOf(made?.extname);
  if (!made || isEmbeddedExtension(name)) return null;
  const given = optionsOf(made.options);
  const schema = literalOf(given.get('schema')) ?? 'public';
  const version = literalOf(given.get('new_version')) ?? '';
  return { name, sql: asExtension({ name, schema, version }, []) };
}

export const hasExtension = async (name: string, session: Session): Promise<boolean> =>
  (await session.query(`select from pg_catalog.pg_extension where extname = ${quoteLiteral(name)}`)).length >
  0;
