import type { Predicate } from './payload.ts';
import { code, counted, instant, item, list, section, share, table } from './render-text.ts';

const ms = (value: number): string => `${value} ms`;

/** What was seen: locks, rehearsal, tests, drift, risk and scores. */
export const renderMeasurements = (predicate: Predicate): readonly string[] => [
  ...locks(predicate.locks),
  ...rehearsal(predicate.shadowRealm),
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

const rehearsal = (realm: Predicate['shadowRealm']): readonly string[] =>
  section(`Rehearsal: ${realm.verdict}`, [
    `- Server: ${code(realm.server)} (${code(realm.engine)})`,
    ...item('Clone', realm.cloneId, code),
    ...item('Cloned at', realm.clonedAt, instant),
    ...item('Migration', realm.migrationMs, ms),
    ...item('Longest lock of a backfill', realm.longestBackfillLockMs, ms),
    ...item('Rollback', realm.rollbackVerdict, (verdict) => verdict),
    ...item('Rollback took', realm.rollbackMs, ms),
    ...item('Rows before', realm.rowsBefore, String),
    ...item('Rows lost', realm.rowsLost, String),
    ...item('Errors', realm.errors, String),
    ...item('Constraint violations', realm.constraintViolations, String),
    ...item('RLS failures', realm.rlsFailures, String),
    ...item('Traffic replayed', realm.replayMinutes, (minutes) => `${minutes} min`),
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
