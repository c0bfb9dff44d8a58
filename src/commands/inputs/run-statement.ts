import { SqlError } from '../../sql/error.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import type { Variables } from '../../sql/psql-variables.ts';
import type { Session } from '../../world/engine.ts';
import { standInFor } from './lacked-extension.ts';

interface Surroundings {
  /** Within a transaction block an error would end all of it: a savepoint keeps what was done. */
  readonly inBlock: boolean;
  /** Names that were put in place of psql's variables. */
  readonly variables: Variables;
}

/**
 * Runs a statement in a scratch database, which makes what another place makes as it meets it: roles, schemas whose
 * names only a variable tells, and types of extensions that we lack.
 *
 * @throws {SqlError} what the server answered.
 */
export async function runStatement(sql: string, session: Session, around: Surroundings): Promise<void> {
  if (around.inBlock) await session.run('savepoint before_statement');
  try {
    await session.run(sql);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (around.inBlock) await session.run('rollback to savepoint before_statement');
    const making = makingOf(error.message, around.variables) ?? (await standInFor(error, session));
    if (making === null) throw error;
    await session.run(making);
    await runStatement(sql, session, around);
  }
  if (around.inBlock) await session.run('release savepoint before_statement');
}

const MISSING = /^(role|schema) "(.*)" does not exist$/;

/** What makes the thing that an error misses, or `null`. */
function makingOf(message: string, variables: Variables): string | null {
  const [, kind, name] = MISSING.exec(message) ?? [];
  if (name === undefined) return null;
  if (kind === 'role') return `create role ${quoteIdentifier(name)} nologin`;
  return [...variables.values()].includes(name) ? `create schema ${quoteIdentifier(name)}` : null;
}
