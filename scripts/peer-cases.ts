/**
 * Runs the documented examples of other linters and tells where we differ from them:
 * WESLEY_CORPUS=<folder> bun run corpus. Every rule is asked, those of taste too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules } from '../rules/index.ts';
import { checkFile } from '../src/check/check.ts';
import { ownRules, type Tool } from '../src/check/foreign/index.ts';
import { historyFrom } from '../src/check/history.ts';
import type { Finding } from '../src/check/rule.ts';
import { loadParser } from '../src/sql/parser.ts';
import { type Difference, explanationOf } from './peer-differences.ts';

interface Case {
  readonly rule: string;
  readonly sql: string;
  readonly expected_violation: boolean;
  readonly source: string;
  readonly assume_in_transaction?: boolean;
  readonly pg_version?: string;
  /** Files that run one after another, each in a transaction. */
  readonly scripts?: readonly { readonly name: string; readonly sql: string }[];
}

interface BenchCase {
  readonly id: string;
  readonly verdict: string;
  readonly sql: string;
}

const OLDEST = 14;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The findings of the last file; what stands before it is in use already. */
function findings(files: readonly string[], major: number, fileIsTransaction: boolean): readonly Finding[] {
  const history = historyFrom(files.slice(0, -1), { major, rules, fileIsTransaction });
  return checkFile(history, files.at(-1) ?? '').findings;
}

const refusesTransaction = (sql: string): boolean => /\bconcurrently\b/i.test(sql);

function reported({
  sql,
  scripts,
  assume_in_transaction: assumed,
  pg_version: version,
}: Case): readonly string[] {
  const major = Math.max(OLDEST, Number(version ?? 18));
  const files = scripts?.map((script) => script.sql) ?? [sql];
  const all = files.flatMap((file, i) => {
    const isTransaction = scripts ? !refusesTransaction(file) : assumed === true;
    return findings(files.slice(0, i + 1), major, isTransaction);
  });
  return [...new Set(all.map(({ rule }) => rule.id))];
}

function compare(tool: Tool, cases: readonly Case[]): readonly Difference[] {
  const differing: Difference[] = [];
  const right = { violations: 0, good: 0 };
  for (const one of cases) {
    const got = reported(one);
    const ours = ownRules(tool, one.rule);
    const isReported = got.some((id) => ours.includes(id));
    if (isReported === one.expected_violation) right[isReported ? 'violations' : 'good'] += 1;
    else {
      differing.push({ ...one, tool, isWanted: one.expected_violation, got });
    }
  }
  const violations = cases.filter((one) => one.expected_violation).length;
  say(`${tool}: ${cases.length} cases`);
  say(`  violations that we report too      ${right.violations} of ${violations}`);
  say(`  good cases where we have nothing   ${right.good} of ${cases.length - violations}`);
  return differing;
}

/** The bench judges whole files: in a dangerous one something is to be reported by default, in a safe one no error. */
function compareBench(cases: readonly BenchCase[]): readonly Difference[] {
  const differing: Difference[] = [];
  for (const { id, verdict, sql } of cases) {
    const found = findings([sql], 18, false).filter(({ rule }) => !rule.optIn);
    const counts = verdict === 'dangerous' ? found : found.filter(({ rule }) => rule.severity === 'error');
    const isWanted = verdict === 'dangerous';
    const got = found.map(({ rule }) => rule.id);
    if (counts.length > 0 !== isWanted)
      differing.push({ tool: 'migrationpilot', rule: verdict, source: id, sql, isWanted, got });
  }
  say(`migrationpilot: ${cases.length} cases`);
  say(`  judged alike                       ${cases.length - differing.length} of ${cases.length}`);
  return differing;
}

/** Prints what each peer's examples come to; ends with 1 where a difference has no explanation. */
export async function peerCases(folder: string): Promise<void> {
  const wasm = fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'));
  await loadParser(readFileSync(wasm));
  const read = (name: string) => JSON.parse(readFileSync(join(folder, 'lint', `${name}-cases.json`), 'utf8'));
  const differing = [
    ...compare('squawk', read('squawk')),
    ...compare('eugene', read('eugene')),
    ...compare('pgsafe', read('pgsafe')),
    ...compareBench(read('migrationpilot-bench')),
  ];
  for (const difference of differing) tell(difference);
}

function tell(difference: Difference): void {
  const { tool, rule, source, sql, isWanted, got } = difference;
  const why = explanationOf(difference);
  say(`  ${why === null ? 'FAIL' : 'differs'} ${tool} ${source}: ${isWanted ? '' : 'no '}${rule}`);
  say(`    ${sql.trim().replace(/\s+/g, ' ').slice(0, 160)}`);
  say(`    we say: ${got.join(', ') || 'nothing'}`);
  say(`    because ${why ?? 'nobody has looked yet'}`);
  if (why === null) process.exitCode = 1;
}
