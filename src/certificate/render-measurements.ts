import type { Predicate } from './payload.ts';
import { code, counted, instant, item, list, section, share, table } from './render-text.ts';

const ms = (value: number): string => `${value} ms`;

/** What was seen: locks, rehearsal, tests, drift, risk and scores. */
export const renderMeasurements = (predicate: Predicate): readonly string[] => [
  ...locks(predicate.locks),
  ...rehearsed(predicate.shadowRealm),
  ...tests(predicate.tests),
  ...drift(predicate.drift),
  ...risk(predicate),
];

function locks({ phases, longestHoldMs, rewrites, scans }: Predicate['locks']): readonly string[] {
  const rows = phases.map(({ name, steps, destructive, strongest }) => [
    name,
    `${steps}`,
    `${destructive}`,
    strongest,
  ]);
  return section('Locks', [
    ...table(['Phase', 'Steps', 'Destructive', 'Strongest lock'], rows),
    '',
    ...item('Longest hold seen', longestHoldMs, ms),
    `- Rewritten: ${named(rewrites)}`,
    `- Scanned: ${named(scans)}`,
  ]);
}

function named({ count, names }: Predicate['locks']['rewrites']): string {
  const more = count - names.length;
  return more > 0 ? `${list(names)} and ${more} more` : list(names);
}

const rehearsed = (rehearsal: Predicate['shadowRealm']): readonly string[] =>
  section(`Rehearsal: ${rehearsal.verdict}`, [
    `- Server: ${code(rehearsal.server)} (${code(rehearsal.engine)})`,
    ...item('Clone', rehearsal.cloneId, code),
    ...item('Cloned at', rehearsal.clonedAt, instant),
    ...item('Migration', rehearsal.migrationMs, ms),
    ...item('Longest lock of a backfill', rehearsal.longestBackfillLockMs, ms),
    ...item('Rollback', rehearsal.rollbackVerdict, (verdict) => verdict),
    ...item('Rollback took', rehearsal.rollbackMs, ms),
    ...item('Rows before', rehearsal.rowsBefore, String),
    ...item('Rows lost', rehearsal.rowsLost, String),
    ...item('Errors', rehearsal.errors, String),
    ...item('Constraint violations', rehearsal.constraintViolations, String),
    ...item('RLS failures', rehearsal.rlsFailures, String),
    ...item('Traffic replayed', rehearsal.replayMinutes, (minutes) => `${minutes} min`),
  ]);

type Tally = Pick<Predicate['tests'], 'total' | 'passed'>;
const passed = ({ total, passed }: Tally): string => `${passed} of ${total} passed`;

function tests({ coverage, ...all }: Predicate['tests']): readonly string[] {
  const { policyProbes, performanceProbes } = all;
  return section(`Tests: ${passed(all)}`, [
    ...item('pgTAP', all.pgtap, passed),
    ...item('Integration', all.integration, passed),
    ...item('Policy probes', policyProbes, passed),
    ...item('Policy probe coverage', policyProbes?.coverage ?? null, share),
    ...item('Performance probes', performanceProbes, passed),
    ...item('Performance budget', performanceProbes?.budgetMs ?? null, ms),
    ...item('Tables covered', coverage.tables, share),
    ...item('Columns covered', coverage.columns, share),
    ...item('Triggers covered', coverage.triggers, share),
    ...item('Policies covered', coverage.policies, share),
  ]);
}

const drift = ({ differences, snapshot, takenAt }: Predicate['drift']): readonly string[] =>
  section(`Drift: ${differences === null ? 'not measured' : counted(differences, 'difference')}`, [
    ...item('Live snapshot', snapshot, code),
    ...item('Taken at', takenAt, instant),
  ]);

function risk({ risk: { level, score, factors }, scores }: Predicate): readonly string[] {
  const sizes = factors.tableSizes?.map(({ relation, rows }) => `${relation}: ${counted(rows, 'row')}`);
  return section(`Risk: ${level ?? 'not measured'}`, [
    ...item('Risk score', score, String),
    ...item('Kinds of change', factors.kinds, list),
    ...item('Tables', sizes ?? null, list),
    ...item('Lock history', factors.lockHistory, code),
    ...item('Incidents', factors.incidents, String),
    ...item('On a Friday', factors.friday, (friday) => (friday ? '**yes**' : 'no')),
    ...item('SCS', scores.scs, String),
    ...item('MRI', scores.mri, String),
    ...item('TCI', scores.tci, String),
  ]);
}
