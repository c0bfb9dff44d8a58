import type { ObjectId } from '../ir/schema.ts';
import { SqlError } from '../sql/error.ts';
import type { Session } from '../world/engine.ts';
import type { TestCount } from './rehearsal.ts';

export interface TestFile {
  readonly path: string;
  readonly text: string;
  /** The table that it is about, `null` for none. */
  readonly table: ObjectId | null;
}

/**
 * Runs pgTAP files and counts their assertions. A file that breaks off counts as one more failure. So does every
 * assertion that its TAP plan announced and that never came.
 *
 * @see https://testanything.org/tap-specification.html
 */
export async function runTests(session: Session, files: readonly TestFile[]): Promise<TestCount> {
  let passed = 0;
  const failures: string[] = [];
  for (const file of files) {
    const lines = await linesOf(session, file);
    passed += lines.filter((line) => /^ok\b/.test(line)).length;
    failures.push(
      ...lines.flatMap((line) =>
        /^not ok\b/.test(line) ? [`${file.path}: ${line.replace(/^not ok \d+( - )?/, '')}`] : [],
      ),
    );
    const broken = problemWith(lines);
    if (broken) failures.push(`${file.path}: ${broken}`);
  }
  return { total: passed + failures.length, passed, failed: failures.length, failures };
}

interface Asked {
  readonly files: readonly TestFile[];
  readonly session: Session;
  /** Whether the rollback led back to the baseline. */
  readonly isBack: boolean;
  /** Failures that `ofTriggers` found. */
  readonly byTriggers: ReadonlySet<string>;
  /** The tests of the baseline: those of the target speak of what is not there. */
  readonly testsBefore: () => Promise<readonly TestFile[]>;
}

/**
 * Failures that the database has without the plan, too, are set apart: they say nothing about it. Asked once the plan is
 * rolled back.
 */
export async function apart(
  tests: TestCount,
  { files, session, isBack, byTriggers, testsBefore }: Asked,
): Promise<{ readonly tests: TestCount; readonly failedBefore: readonly string[] }> {
  if (tests.failed === 0) return { tests, failedBefore: [] };
  const failing = failingOf(tests, files);
  const again = isBack ? (await runTests(session, failing)).failures : [];
  const known = new Set([...byTriggers, ...again]);
  const left = tests.failures.filter((failure) => !known.has(failure));
  const tables = new Set(failingOf({ failures: left }, files).flatMap(({ table }) => table ?? []));
  const old = isBack && tables.size > 0 ? await testsBefore() : [];
  const ofTables = old.filter(({ table }) => table !== null && tables.has(table));
  const before = new Set(
    (await runTests(session, ofTables)).failures.map((failure) => aboutTable(failure, ofTables)),
  );
  const failures = left.filter((failure) => !before.has(aboutTable(failure, failing)));
  const counted = new Set(failures);
  const failedBefore = tests.failures.filter((failure) => !counted.has(failure));
  const total = tests.total - failedBefore.length;
  return { tests: { ...tests, total, failed: failures.length, failures }, failedBefore };
}

/** A failure by its table: the number in the name of a file is another one where there are more tables. */
function aboutTable(failure: string, files: readonly TestFile[]): string {
  const file = files.find(({ path }) => failure.startsWith(`${path}: `));
  return file === undefined ? failure : `${file.table} ${failure.slice(file.path.length)}`;
}

const failingOf = (
  { failures }: Pick<TestCount, 'failures'>,
  files: readonly TestFile[],
): readonly TestFile[] =>
  files.filter(({ path }) => failures.some((failure) => failure.startsWith(`${path}: `)));

/**
 * Failures that are gone once no trigger fires. After the rollback nobody can ask: the tests speak of what the plan adds.
 *
 * @param tables Whose triggers refused every row before the plan, too.
 */
export async function ofTriggers(
  tests: TestCount,
  files: readonly TestFile[],
  session: Session,
  tables: ReadonlySet<ObjectId>,
): Promise<ReadonlySet<string>> {
  const failing = failingOf(tests, files).filter(({ table }) => table !== null && tables.has(table));
  if (failing.length === 0) return new Set();
  try {
    await session.run('set session_replication_role = replica');
  } catch (error) {
    // Only a superuser may, and who may set it was granted that.
    if (error instanceof SqlError) return new Set();
    throw error;
  }
  const again = await runTests(session, failing);
  await session.run('reset session_replication_role');
  const left = new Set(again.failures);
  return new Set(
    tests.failures.filter(
      (failure) => !left.has(failure) && failing.some(({ path }) => failure.startsWith(`${path}: `)),
    ),
  );
}

async function linesOf(session: Session, { text }: TestFile): Promise<readonly string[]> {
  try {
    const results = await session.results(text);
    return results.flat().flatMap((row) => String(Object.values(row)[0] ?? '').split('\n'));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    await session.run('rollback').catch(() => {});
    return [`Bail out! ${error.message}`];
  }
}

function problemWith(lines: readonly string[]): string | null {
  const bail = lines.find((line) => line.startsWith('Bail out!'));
  if (bail) return bail;
  const plan = lines.map((line) => /^1\.\.(\d+)$/.exec(line)?.[1]).find((found) => found !== undefined);
  const made = lines.filter((line) => /^(not )?ok\b/.test(line)).length;
  if (plan === undefined) return 'it has no plan';
  return Number(plan) === made ? null : `planned ${plan} assertions and made ${made}`;
}
