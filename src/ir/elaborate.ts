import type { Session } from '../sql/engine.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import { readCatalogHere } from './catalog.ts';
import { createAllSql } from './create-all.ts';
import type { Schema } from './schema.ts';

/**
 * A schema as one PostgreSQL prints it: made in a scratch database, read back, undone. Two schemas can be compared
 * only when the same server has elaborated both: what was written as `now()` or read from version 15 comes back in
 * this server's words. What the author declared stays attached.
 *
 * @throws {SqlError} when PostgreSQL refuses the schema.
 */
export async function elaborate(schema: Schema, scratch: Session): Promise<Schema> {
  await scratch.run('begin');
  try {
    await makeRoles(schema, scratch);
    await scratch.run('set local check_function_bodies = off');
    await scratch.run(createAllSql(schema));
    return withDeclared(await readCatalogHere(scratch), schema);
  } finally {
    await scratch.run('rollback');
  }
}

/** Makes the roles that policies name and the scratch database lacks; NOLOGIN, and gone with it. */
export async function makeRoles(schema: Schema, scratch: Session): Promise<readonly string[]> {
  const missing = await missingRoles(schema, scratch);
  for (const role of missing) await scratch.run(`create role ${quoteIdentifier(role)} nologin`);
  return missing;
}

/** Roles that policies name and the server does not have. */
export async function missingRoles(schema: Schema, session: Session): Promise<readonly string[]> {
  const known = await session.query<{ rolname: string }>('select rolname::text from pg_roles');
  return rolesIn(schema).filter((role) => !known.some(({ rolname }) => rolname === role));
}

/** Roles that policies name, sorted. */
export const rolesIn = (schema: Schema): readonly string[] =>
  [...new Set(schema.objects.flatMap((object) => (object.kind === 'policy' ? object.roles : [])))].toSorted();

function withDeclared(read: Schema, declared: Schema): Schema {
  const byId = new Map(declared.objects.map((object) => [object.id, object]));
  return {
    objects: read.objects.map((object) => {
      const author = byId.get(object.id);
      if (!author) return object;
      // An invalid index can't be made on purpose: that it was one is carried over.
      if (object.kind === 'index' && author.kind === 'index')
        return { ...object, declared: author.declared, valid: author.valid };
      const said = { ...object, declared: author.declared };
      return said.kind === 'column' && author.kind === 'column'
        ? { ...said, backfill: author.backfill }
        : said;
    }),
  };
}
