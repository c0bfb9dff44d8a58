import type { Schema, SchemaObject } from '../ir/schema.ts';
import type { CertifiedStep } from '../plan/document/read.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import type { Session } from '../world/engine.ts';

/*
 * A concurrent statement that is cut off leaves an invalid index behind. The rest of a build is useless and in the
 * way of the next attempt. The rest of a removal is removed by the next attempt.
 */

const NAME = String.raw`("(?:[^"]|"")+"|\w+)`;
const BUILD = new RegExp(`^CREATE (?:UNIQUE )?INDEX CONCURRENTLY ${NAME} ON ${NAME}\\.`);
const REMOVAL = new RegExp(`^DROP INDEX CONCURRENTLY (?:IF EXISTS )?${NAME}\\.${NAME}`);

interface IndexName {
  readonly schema: string;
  readonly name: string;
}

const bare = (name = ''): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);

function indexBuiltBy({ sql }: CertifiedStep): IndexName | null {
  const match = BUILD.exec(sql);
  return match && { name: bare(match[1]), schema: bare(match[2]) };
}

function indexRemovedBy({ sql }: CertifiedStep): IndexName | null {
  const match = REMOVAL.exec(sql);
  return match && { schema: bare(match[1]), name: bare(match[2]) };
}

/**
 * The schema without the effects of steps that were cut off: an index that was not finished is left out, an index
 * that was not fully removed counts as valid again.
 */
export function beforeCutOff(schema: Schema, doubted: readonly CertifiedStep[]): Schema {
  const is = (names: readonly (IndexName | null)[], object: SchemaObject): boolean =>
    object.kind === 'index' &&
    !object.valid &&
    names.some((index) => index?.schema === object.schema && index.name === object.name);
  const built = doubted.map(indexBuiltBy);
  const removed = doubted.map(indexRemovedBy);
  return {
    objects: schema.objects
      .filter((object) => !is(built, object))
      .map((object) =>
        object.kind === 'index' && is(removed, object) ? { ...object, valid: true } : object,
      ),
  };
}

/**
 * Removes the invalid index that a build left behind, if there is one. Waits for transactions that may still read the
 * table.
 */
export async function dropInvalidRest(session: Session, step: CertifiedStep): Promise<void> {
  const index = indexBuiltBy(step);
  if (index !== null && (await stateOf(session, index)) === 'invalid')
    await session.run(
      `drop index concurrently if exists ${quoteIdentifier(index.schema)}.${quoteIdentifier(index.name)}`,
    );
}

/** Whether a failed step left something half done, or may have. Only indexes can be left half done. */
export async function leavesHalf(session: Session, step: CertifiedStep): Promise<boolean> {
  const built = indexBuiltBy(step);
  if (built !== null) return (await stateOf(session, built)) === 'invalid';
  const removed = indexRemovedBy(step);
  return removed === null || (await stateOf(session, removed)) !== 'valid';
}

async function stateOf(session: Session, { schema, name }: IndexName): Promise<'valid' | 'invalid' | null> {
  const [row] = await session.query<{ valid: boolean }>(
    `select i.indisvalid as valid from pg_catalog.pg_index i
       join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2`,
    [schema, name],
  );
  return row ? (row.valid ? 'valid' : 'invalid') : null;
}
