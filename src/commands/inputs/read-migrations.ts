import { type Diagnostic, InputRefused } from '../../base/diagnostic.ts';
import { Failure } from '../../base/failure.ts';
import { positionAt } from '../../base/span.ts';
import { forwardPart } from '../../check/migration-file.ts';
import { introspect } from '../../ir/introspect/introspect.ts';
import { hintOnRefusal } from '../../ir/refused-hint.ts';
import type { Schema } from '../../ir/schema.ts';
import { isAboutServer } from '../../sql/about-server.ts';
import { inCarriedVersion } from '../../sql/carried-version.ts';
import { dumpHead, psqlCommands } from '../../sql/dump.ts';
import { SqlError } from '../../sql/error.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { as, textOf } from '../../sql/node.ts';
import { readParts, type ScriptPart, type Statement } from '../../sql/script.ts';
import type { Engine, Session } from '../../world/engine.ts';
import type { World } from '../../world/world.ts';
import { canBeIgnored, connectedTo, isData } from './dump-statements.ts';
import { migrationsIn } from './sql-files.ts';
import { readSqlText } from './sql-text.ts';

/** A file while it is run. */
interface Running {
  readonly path: string;
  readonly text: string;
  readonly isDump: boolean;
  /** What to say of the place of a statement that does not run. */
  readonly before: string;
  /** Statements that were not run, as they are named to the user. */
  readonly skipped: string[];
  /** How many statements came before. */
  ran: number;
  inBlock: boolean;
}

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
    let ran = 0;
    for (const [i, file] of paths.entries()) {
      const before = paths.length === 1 ? '' : `, ${i} of ${paths.length} files`;
      ran += await runFile(file, before, engine, world);
    }
    if (ran === 0) throw refused({ message: `${path} holds no statement.`, span: null }, new Map());
    return await introspect(engine.session);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

/** @throws {Failure} `file-unreadable`: without one of its files a history leads to another schema. */
async function filesAt(path: string, world: World): Promise<readonly string[]> {
  if ((await world.files.exists(path)) !== 'folder') return [path];
  if ((await world.files.exists(`${path}/toc.dat`)) === 'file')
    throw refused(
      {
        message: `${path} is a dump in the directory format (-Fd), and only text is read.`,
        span: null,
        hint: `Type: pg_restore --file dump.sql ${path}`,
      },
      new Map(),
    );
  const { paths, unreadable } = await migrationsIn(path, world);
  const [first] = unreadable;
  if (first) throw new Failure('file-unreadable', `${first.path}: ${first.message}`);
  return paths;
}

/** @returns how many statements the file holds. */
async function runFile(path: string, before: string, engine: Engine, world: World): Promise<number> {
  const text = forwardPart(await readSqlText(path, world));
  const head = dumpHead(text);
  if (head?.major != null && head.major > engine.major)
    world.log.warn(
      `${path} is a dump of PostgreSQL ${head.major}; it is read by ${engine.major}, which does not know what is new in it`,
    );
  tellPsqlCommands(path, text, world);
  const running: Running = { path, text, isDump: head !== null, before, skipped: [], ran: 0, inBlock: false };
  for (const part of readParts(text)) await runPart(part, running, engine.session);
  if (running.skipped.length > 0)
    world.log.info(
      `${path}: not run, because it is about the server and not the database: ${some(running.skipped)}`,
    );
  return running.ran;
}

function tellPsqlCommands(path: string, text: string, world: World): void {
  const commands = psqlCommands(text);
  const databases = connectedTo(commands.map((command) => command.text));
  if (databases.length > 1)
    throw refused(
      {
        message: `${path} holds several databases: ${databases.join(', ')}.`,
        span: null,
        hint: `Dump the one that is meant: pg_dump --dbname ${databases.at(-1)} --file dump.sql`,
      },
      new Map(),
    );
  if (commands.length === 0) return;
  const named = commands.map(({ start, text: command }) => placed(command.split(/\s/)[0] ?? '', text, start));
  world.log.info(
    `${path}: ${named.length} psql ${named.length === 1 ? 'command' : 'commands'} skipped: ${some(named)}`,
  );
}

const placed = (what: string, text: string, at: number): string =>
  `${what} (line ${positionAt(text, at).line})`;

const SHOWN = 5;

const some = (names: readonly string[]): string =>
  names.length > SHOWN
    ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`
    : names.join(', ');

async function runPart(
  { statements, problems }: ScriptPart,
  running: Running,
  session: Session,
): Promise<void> {
  const syntax = problems.find(({ kind }) => kind === 'syntax');
  for (const statement of statements) {
    if (syntax && syntax.start < statement.start) break;
    await runOne(statement, running, session);
    running.ran++;
  }
  if (syntax) throw stopped(`${syntax.message}.`, syntax, running);
}

/** @param control `TRANS_STMT_BEGIN` and the like; empty for any other statement. */
function inBlockAfter(control: string, before: boolean): boolean {
  if (/_(?:BEGIN|START)$/.test(control)) return true;
  return /_(?:COMMIT|ROLLBACK|PREPARE)$/.test(control) ? false : before;
}

async function runOne(statement: Statement, running: Running, session: Session): Promise<void> {
  const { node, kind, start, end } = statement;
  // Rows are no part of the schema, and there is no stdin to read them from. A dump's are all it has.
  if (kind === 'COPY' || (running.isDump && isData(node))) return;
  // Text is sent as UTF-8, whatever its file was written in.
  if (textOf(as(node, 'VariableSetStmt')?.name) === 'client_encoding') return;
  if (isAboutServer(node)) {
    running.skipped.push(placed(kind, running.text, start));
    return;
  }
  try {
    const sql = inCarriedVersion(statement, running.text.slice(start, end));
    if (sql === null) return;
    const control = textOf(as(node, 'TransactionStmt')?.['kind']);
    if (control === '') await runStatement(sql, session, running.inBlock);
    else await session.run(sql);
    running.inBlock = inBlockAfter(control, running.inBlock);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (running.isDump && canBeIgnored(statement, error)) return;
    const problem = `The migration does not run: ${error.message} (${error.sqlState}).`;
    throw stopped(problem, statement, running, hintOnRefusal(error));
  }
}

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

/** A refusal at a place in a file, which says how far the reading came. */
function stopped(
  problem: string,
  { start, end }: { readonly start: number; readonly end: number },
  { path, text, before, ran }: Running,
  hint: string | null = null,
): InputRefused {
  const count = ran === 1 ? '1 statement' : `${ran} statements`;
  const message = `${problem} Read before it: ${count} of this file${before}.`;
  return refused({ message, span: { source: path, start, end }, hint }, new Map([[path, text]]));
}

function refused(
  problem: Pick<Diagnostic, 'message' | 'span'> & { readonly hint?: string | null },
  texts: ReadonlyMap<string, string>,
): InputRefused {
  const diagnostic: Diagnostic = {
    code: 'INVALID_SOURCE',
    ...problem,
    hint: problem.hint ?? 'Mend the file, or start from another source.',
  };
  return new InputRefused([diagnostic], { texts });
}
