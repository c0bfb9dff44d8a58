import type { Schema, SchemaObject } from '../ir/schema.ts';
import type { CertifiedStep } from '../plan/document/read.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import type { Session } from '../world/engine.ts';

/*
 * What a concurrent statement leaves behind when it is cut off: an index that is there and not valid. A build's is of
 * no use to anybody and in the way of the next attempt; a removal's goes with the next attempt.
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

/** A schema as it was before the steps in doubt were cut off: without the index that one had not finished, with the one that another had not removed. */
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

/** Removes the invalid index that a build left, if it left one. Waits for whoever may still read its table. */
export async function dropInvalidRest(session: Session, step: CertifiedStep): Promise<void> {
  const index = indexBuiltBy(step);
  if (index !== null && (await stateOf(session, index)) === 'invalid')
    await session.run(
      `drop index concurrently if exists ${quoteIdentifier(index.schema)}.${quoteIdentifier(index.name)}`,
    );
}

/** Whether a step that failed left something half done, or may have: only of indexes is that known. */
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
