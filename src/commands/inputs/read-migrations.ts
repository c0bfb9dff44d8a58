import { type Diagnostic, InputRefused } from '../../base/diagnostic.ts';
import { Failure } from '../../base/failure.ts';
import { forwardPart } from '../../check/migration-file.ts';
import { introspect } from '../../ir/introspect/introspect.ts';
import { hintOnRefusal } from '../../ir/refused-hint.ts';
import type { Schema } from '../../ir/schema.ts';
import { inCarriedVersion } from '../../sql/carried-version.ts';
import { SqlError } from '../../sql/error.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { as, textOf } from '../../sql/node.ts';
import { readScript, type Statement } from '../../sql/script.ts';
import type { Session } from '../../world/engine.ts';
import type { World } from '../../world/world.ts';
import { migrationsIn } from './sql-files.ts';

/**
 * Runs SQL files in an embedded Postgres, statement by statement, and reads the result back.
 *
 * @param path A file, or a folder whose files run in their own order.
 * @throws {InputRefused} at the statement that does not run.
 */
export async function readMigrations(path: string, world: World): Promise<Schema> {
  const paths = await filesAt(path, world);
  if (paths.length === 0) throw refused({ message: `${path} holds no .sql file.`, span: null }, new Map());
  await world.loadSqlParser();
  const engine = await world.openScratch({ pgtap: false });
  try {
    for (const file of paths) await runFile(file, await world.files.read(file), engine.session);
    return await introspect(engine.session);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

/** @throws {Failure} `file-unreadable`: without one of its files a history leads to another schema. */
async function filesAt(path: string, world: World): Promise<readonly string[]> {
  if ((await world.files.exists(path)) !== 'folder') return [path];
  const { paths, unreadable } = await migrationsIn(path, world);
  const [first] = unreadable;
  if (first) throw new Failure('file-unreadable', `${first.path}: ${first.message}`);
  return paths;
}

async function runFile(path: string, text: string, session: Session): Promise<void> {
  const script = readScript(forwardPart(text));
  const texts = new Map([[path, text]]);
  const syntax = script.problems.find(({ kind }) => kind === 'syntax');
  if (syntax) throw refused({ message: `${syntax.message}.`, span: { source: path, ...syntax } }, texts);
  let inBlock = false;
  for (const statement of script.statements) {
    // Its rows are no part of the schema, and there is no stdin to read them from.
    if (statement.kind === 'COPY') continue;
    try {
      const sql = inCarriedVersion(statement, text.slice(statement.start, statement.end));
      if (sql === null) continue;
      const control = textOf(as(statement.node, 'TransactionStmt')?.['kind']);
      if (control === '') await runStatement(sql, session, inBlock);
      else await session.run(sql);
      if (/_(?:BEGIN|START)$/.test(control)) inBlock = true;
      if (/_(?:COMMIT|ROLLBACK|PREPARE)$/.test(control)) inBlock = false;
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const message = `The migration does not run: ${error.message} (${error.sqlState}).`;
      throw refused({ message, span: spanOf(statement, path), hint: hintOnRefusal(error) }, texts);
    }
  }
}

const spanOf = ({ start, end }: Statement, source: string) => ({ source, start, end });

const MISSING_ROLE = /^role "(.*)" does not exist$/;

/**
 * Migrations grant to roles that another place makes; the scratch database makes them as it meets them.
 *
 * @param inBlock Within a transaction block, where an error would end all of it: a savepoint keeps what was done.
 */
async function runStatement(sql: string, session: Session, inBlock: boolean): Promise<void> {
  if (inBlock) await session.run('savepoint before_statement');
  try {
    await session.run(sql);
  } catch (error) {
    const role = error instanceof SqlError ? MISSING_ROLE.exec(error.message)?.[1] : undefined;
    if (role === undefined) throw error;
    if (inBlock) await session.run('rollback to savepoint before_statement');
    await session.run(`create role ${quoteIdentifier(role)} nologin`);
    await runStatement(sql, session, inBlock);
  }
  if (inBlock) await session.run('release savepoint before_statement');
}

function refused(
  problem: Pick<Diagnostic, 'message' | 'span'> & { readonly hint?: string | null },
  texts: ReadonlyMap<string, string>,
): InputRefused {
  const diagnostic: Diagnostic = {
    ...problem,
    code: 'INVALID_SOURCE',
    hint: problem.hint ?? 'Mend the file, or start from another source.',
  };
  return new InputRefused([diagnostic], { texts });
}
