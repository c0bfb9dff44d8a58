import { type Diagnostic, InputRefused } from '../../base/diagnostic.ts';
import { Failure } from '../../base/failure.ts';
import { positionAt } from '../../base/span.ts';
import { forwardPart } from '../../check/migration-file.ts';
import { runnerOf } from '../../check/runners/index.ts';
import { introspect } from '../../ir/introspect/introspect.ts';
import { hintOnRefusal } from '../../ir/refused-hint.ts';
import type { Schema } from '../../ir/schema.ts';
import { isAboutServer } from '../../sql/about-server.ts';
import { inCarriedVersion } from '../../sql/carried-version.ts';
import { dumpHead, psqlCommands } from '../../sql/dump.ts';
import { SqlError } from '../../sql/error.ts';
import { as, textOf } from '../../sql/node.ts';
import { setByCommands, variablesOf, withValues } from '../../sql/psql-variables.ts';
import { readParts, type ScriptPart, type Statement } from '../../sql/script.ts';
import type { Engine, Session } from '../../world/engine.ts';
import type { World } from '../../world/world.ts';
import { canBeIgnored, connectedTo, leavesNothing } from './dump-statements.ts';
import { hasExtension, lackedExtension } from './lacked-extension.ts';
import { runStatement } from './run-statement.ts';
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
  /** Extensions that it creates and that are stand-ins here. */
  readonly lacked: string[];
  /** What psql's variables stand for, in this file and those before it. */
  readonly variables: Map<string, string>;
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
    const variables = new Map<string, string>();
    for (const [i, file] of paths.entries()) {
      const before = paths.length === 1 ? '' : `, ${i} of ${paths.length} files`;
      ran += await runFile(file, { before, variables }, engine, world);
    }
    tellVariables(path, variables, world);
    if (ran === 0) throw refused({ message: `${path} holds no statement.`, span: null }, new Map());
    return await introspect(engine.session, { standIns: true });
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
  await tellOrder(path, paths, world);
  return paths;
}

/** Says in which order files of no known runner are read: another order may lead to another schema. */
async function tellOrder(folder: string, paths: readonly string[], world: World): Promise<void> {
  const [first, last] = [paths[0], paths.at(-1)];
  if (first === undefined || last === undefined || first === last) return;
  if ((await world.files.exists(`${folder}/sqitch.plan`)) !== null) return;
  const text = new TextDecoder().decode(await world.files.readBytes(first));
  if (runnerOf({ path: first, text, settings: null }) === null)
    world.log.info(
      `${folder}: no runner of migrations is recognised; ${paths.length} files are read by the numbers in their names, from ${first} to ${last}`,
    );
}

/** @returns how many statements the file holds. */
async function runFile(
  path: string,
  series: Pick<Running, 'before' | 'variables'>,
  engine: Engine,
  world: World,
): Promise<number> {
  const text = forwardPart(await readSqlText(path, world));
  const head = dumpHead(text);
  if (head?.major != null && head.major > engine.major)
    world.log.warn(
      `${path} is a dump of PostgreSQL ${head.major}; it is read by ${engine.major}, which does not know what is new in it`,
    );
  const commands = psqlCommands(text);
  tellPsqlCommands(path, text, commands, world);
  for (const [name, value] of setByCommands(commands.map((command) => command.text)))
    series.variables.set(name, value);
  const running: Running = {
    ...series,
    path,
    text,
    isDump: head !== null,
    skipped: [],
    lacked: [],
    ran: 0,
    inBlock: false,
  };
  for (const part of readParts(text)) await runPart(part, running, engine.session);
  if (running.skipped.length > 0)
    world.log.info(
      `${path}: not run, because it is about the server and not the database: ${some(running.skipped)}`,
    );
  tellLacked(running, world);
  return running.ran;
}

function tellLacked({ path, lacked }: Running, { log }: World): void {
  if (lacked.length === 0) return;
  const [what, it] = lacked.length === 1 ? ['extension', 'it'] : ['extensions', 'them'];
  log.warn(
    `${path}: the embedded PostgreSQL does not carry the ${what} ${some([...new Set(lacked)])}: stand-ins take the place of types; only a server that has ${it} can tell the rest (--dsn)`,
  );
}

/** Names the variables that nobody has set: names were put in their place. */
function tellVariables(path: string, variables: ReadonlyMap<string, string>, world: World): void {
  const named = [...variables].filter(([name, value]) => value === name.toLowerCase());
  if (named.length > 0)
    world.log.info(
      `${path}: variables of psql stand for names: ${some(named.map(([name, value]) => `:${name} for ${value}`))}`,
    );
}

function tellPsqlCommands(
  path: string,
  text: string,
  commands: ReturnType<typeof psqlCommands>,
  world: World,
): void {
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
  const { node, kind, start } = statement;
  if (leavesNothing(statement, running.isDump)) return;
  if (isAboutServer(node)) {
    running.skipped.push(placed(kind, running.text, start));
    return;
  }
  try {
    const sql = await runnable(statement, running, session);
    if (sql === null) return;
    const control = textOf(as(node, 'TransactionStmt')?.['kind']);
    if (control === '') await runStatement(sql, session, running);
    else await session.run(sql);
    running.inBlock = inBlockAfter(control, running.inBlock);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (running.isDump && canBeIgnored(statement, error)) return;
    const problem = `The migration does not run: ${error.message} (${error.sqlState}).`;
    throw stopped(problem, statement, running, hintOnRefusal(error));
  }
}

/** A statement with a name in place of each of psql's variables: its own, unless the script has set one. */
function withNames({ templated, start, end }: Statement, { text, variables }: Running): string {
  const sql = text.slice(start, end);
  if (templated)
    for (const name of variablesOf(sql)) if (!variables.has(name)) variables.set(name, name.toLowerCase());
  return withValues(sql, variables);
}

/** The statement as the embedded PostgreSQL can run it; `null` where it has nothing to do. */
async function runnable(statement: Statement, running: Running, session: Session): Promise<string | null> {
  const lacked = lackedExtension(statement);
  if (!lacked) return inCarriedVersion(statement, withNames(statement, running));
  running.lacked.push(lacked.name);
  return (await hasExtension(lacked.name, session)) ? null : lacked.sql;
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
