import { SqlError } from '../sql/error.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import type { Session } from '../world/engine.ts';
import { type CreateStatement, createAll, createAllSql } from './create-all.ts';
import { introspectHere } from './introspect/introspect.ts';
import { lackedName } from './introspect/with-stand-ins.ts';
import type { ObjectId, Schema } from './schema.ts';
import { factsOf, schemaDigest } from './schema-of.ts';

/**
 * A schema as PostgreSQL prints it: created in a scratch database, read back, rolled back. Only schemas that the same
 * server has elaborated can be compared, because each version prints expressions in its own way. What the author
 * declared is kept.
 *
 * @throws {SchemaRefused} when PostgreSQL refuses an object of the schema.
 */
export async function elaborate(schema: Schema, scratch: Session): Promise<Schema> {
  let printed = await printedBy(scratch, schema);
  for (let pass = 1; pass < MAX_PASSES && mayBePrintedAnew(printed); pass++) {
    const again = await printedBy(scratch, printed);
    if (schemaDigest(again) === schemaDigest(printed)) break;
    printed = again;
  }
  return withDeclared(printed, schema);
}

/**
 * As `elaborate`, but created and printed only once. PostgreSQL may print an expression differently again when it is
 * created from what was printed.
 */
export const elaborateOnce = async (schema: Schema, scratch: Session): Promise<Schema> =>
  withDeclared(await printedBy(scratch, schema), schema);

const MAX_PASSES = 4;

// Only arrays change at the second time: `a IN ('x', 'y')` on a varchar is printed as a cast of an array, and that is
// printed as an array of casts.
const mayBePrintedAnew = ({ objects }: Schema): boolean =>
  objects.some((object) => JSON.stringify(factsOf(object)).includes('ARRAY['));

async function printedBy(scratch: Session, schema: Schema): Promise<Schema> {
  await scratch.run('begin');
  try {
    await makeRoles(schema, scratch);
    await scratch.run('set local check_function_bodies = off');
    await createEverything(schema, scratch);
    return withInvalidIndexes(onlyThose(schema, await introspectHere(scratch)), schema);
  } finally {
    await scratch.run('rollback');
  }
}

/** PostgreSQL refused to create an object of a schema. */
export class SchemaRefused extends Error {
  readonly object: ObjectId;
  override readonly cause: SqlError;
  constructor(object: ObjectId, cause: SqlError) {
    super(`PostgreSQL refuses ${object}: ${cause.message} (${cause.sqlState})`);
    this.name = 'SchemaRefused';
    this.object = object;
    this.cause = cause;
  }
}

/**
 * Runs the DDL of a whole schema within the open transaction. A carried object that PostgreSQL can't create here
 * (a view on a foreign table, for one) is skipped: no plan touches it.
 *
 * @throws {SchemaRefused} naming the object.
 */
export async function createEverything(whole: Schema, session: Session): Promise<void> {
  const schema = await standingIn(whole, session);
  await session.run('savepoint whole');
  try {
    await session.run(createAllSql(schema));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    // One script is five times as fast as single statements. These are run only to find out which statement failed.
    await session.run('rollback to savepoint whole');
    await createOneByOne(createAll(schema), session);
  }
}

/** The schema with stand-ins for the extensions that this server lacks. */
async function standingIn(schema: Schema, session: Session): Promise<Schema> {
  if (!schema.objects.some((object) => 'standIn' in object)) return schema;
  const available = await session.query<{ name: string }>(
    'select name::pg_catalog.text from pg_catalog.pg_available_extensions',
  );
  const names = new Set(available.map(({ name }) => name));
  return {
    objects: schema.objects.map((object) => {
      const lacked = lackedName(object);
      if (object.kind !== 'carried' || object.standIn === undefined || lacked === null) return object;
      return names.has(lacked) ? object : { ...object, definition: object.standIn };
    }),
  };
}

/**
 * Creates objects one by one, and repeats those that failed as long as any other succeeds: functions may need tables,
 * and tables functions.
 */
async function createOneByOne(statements: readonly CreateStatement[], session: Session): Promise<void> {
  let left = statements;
  let failures: readonly SchemaRefused[] = [];
  do {
    const tried: { statement: CreateStatement; refused: SchemaRefused | null }[] = [];
    for (const statement of left) tried.push({ statement, refused: await tryCreate(statement, session) });
    const failed = tried.filter(({ refused }) => refused !== null);
    failures = failed.flatMap(({ refused }) => refused ?? []);
    if (failed.length === left.length) break;
    left = failed.map(({ statement }) => statement);
  } while (left.length > 0);
  const managed = failures.find(({ object }) => !object.startsWith('carried:'));
  if (managed) throw managed;
}

async function tryCreate(
  { object, sql, parts }: CreateStatement,
  session: Session,
): Promise<SchemaRefused | null> {
  await session.run('savepoint one');
  try {
    await session.run(sql);
    return null;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    await session.run('rollback to savepoint one');
    const { position } = error;
    const part = position === null ? undefined : parts.find(({ end }) => position < end);
    return new SchemaRefused(part?.object ?? object, error);
  }
}

/**
 * Creates the roles that policies name and the scratch database lacks. They can't log in, and the caller's rollback
 * removes them.
 */
export async function makeRoles(schema: Schema, scratch: Session): Promise<readonly string[]> {
  const missing = await missingRoles(schema, scratch);
  for (const role of missing) await scratch.run(`create role ${quoteIdentifier(role)} nologin`);
  return missing;
}

/** Roles that policies name and the server does not have. */
export async function missingRoles(schema: Schema, session: Session): Promise<readonly string[]> {
  const known = await session.query<{ rolname: string }>(
    'select rolname::pg_catalog.text from pg_catalog.pg_roles',
  );
  return rolesIn(schema).filter((role) => !known.some(({ rolname }) => rolname === role));
}

/** Roles that policies name, sorted. */
export const rolesIn = (schema: Schema): readonly string[] =>
  [...new Set(schema.objects.flatMap((object) => (object.kind === 'policy' ? object.roles : [])))].toSorted();

/** Leaves out what was in the scratch database before, such as the schema of an extension. */
function onlyThose(made: Schema, read: Schema): Schema {
  const ids = new Set(made.objects.map(({ id }) => id));
  return { objects: read.objects.filter(({ id }) => ids.has(id)) };
}

/** Marks indexes as invalid that are invalid in `made`: an invalid index can't be created on purpose. */
export function withInvalidIndexes(read: Schema, made: Schema): Schema {
  const invalid = new Set(
    made.objects.flatMap((object) => (object.kind === 'index' && !object.valid ? [object.id] : [])),
  );
  if (invalid.size === 0) return read;
  return {
    objects: read.objects.map((object) =>
      object.kind === 'index' && invalid.has(object.id) ? { ...object, valid: false } : object,
    ),
  };
}

function withDeclared(read: Schema, declared: Schema): Schema {
  const byId = new Map(declared.objects.map((object) => [object.id, object]));
  return {
    objects: read.objects.map((object) => {
      const author = byId.get(object.id);
      if (!author) return object;
      const said = { ...object, declared: author.declared };
      if (said.kind === 'carried' && author.kind === 'carried' && author.standIn !== undefined)
        return { ...said, standIn: author.standIn };
      return said.kind === 'column' && author.kind === 'column'
        ? { ...said, backfill: author.backfill }
        : said;
    }),
  };
}
