import type { Effects } from '../locks/effects.ts';
import type { PlanJson } from '../plan/document/json.ts';
import { PHASES, type Phase, type Step } from '../plan/plan.ts';
import type { PlannedChange } from '../plan/planned.ts';
import { LOCK_MODES, type LockMode, type RelationLock } from '../sql/lock.ts';

const PHASE_MEANING: Readonly<Record<Phase, string>> = {
  expand: 'add what is new; the running application does not notice',
  backfill: 'fill existing rows in small transactions; can be stopped and started again',
  validate: 'prove the data right while reads and writes go on',
  switch: 'make the new rules binding; nobody waits for more than an instant',
  contract: 'remove what only the way here needed',
};

// https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES
const BLOCKS: Readonly<Record<LockMode, string>> = {
  AccessShareLock: 'blocks nothing but exclusive DDL',
  RowShareLock: 'blocks nothing but DDL',
  RowExclusiveLock: 'writes rows; blocks nothing but DDL',
  ShareUpdateExclusiveLock: 'reads and writes go on; other DDL and vacuum wait',
  ShareLock: 'reads go on; writes wait',
  ShareRowExclusiveLock: 'reads go on; writes wait',
  ExclusiveLock: 'plain reads go on; everything else waits',
  AccessExclusiveLock: 'reads and writes wait',
};

/** The plan for people: one line per step; with `detailed`, all that the person on call asks. */
export function explainPlan(
  planned: PlannedChange,
  json: PlanJson,
  { detailed }: { readonly detailed: boolean },
): string {
  const { plan, effects } = planned;
  const head = [
    `From ${json.from.source} to ${json.to.source}: ${count(json.changes.length, 'change')}, ${count(plan.steps.length, 'step')}, ${json.summary.destructive} destructive.`,
  ];
  if (plan.steps.length === 0) return `${head[0]}\nNothing to do.\n`;
  head.push(`Strongest lock: ${json.summary.strongestLock ?? 'none'}${longest(plan.steps)}.`, '');
  const phases = PHASES.flatMap((phase) => {
    const steps = plan.steps.flatMap((step, i) =>
      step.phase === phase ? [{ step, effect: effects[i] }] : [],
    );
    if (steps.length === 0) return [];
    const lines = steps.flatMap(({ step, effect }) =>
      detailed ? stepPage(step, effect) : [stepLine(step, effect)],
    );
    return [`${phase.toUpperCase()}: ${PHASE_MEANING[phase]}`, ...lines, ''];
  });
  const back = plan.rollback.map(({ id, undoes, sql }) => `  ${id}  undoes ${undoes}: ${firstLine(sql)}`);
  return [...head, ...phases, ...(detailed ? ['WAY BACK', ...back, ''] : [])].join('\n');
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
const firstLine = (sql: string): string => (sql.includes('\n') ? `${sql.split('\n')[0]} …` : sql);

// Nothing was measured here, so the only promise is the limit that each step has.
function longest(steps: readonly Step[]): string {
  const waits = steps.filter((step) => step.transactional).map((step) => step.lockTimeoutMs);
  return waits.length > 0 ? `; no step waits longer than ${Math.max(...waits) / 1000} s for it` : '';
}

function stepLine(step: Step, effect: Effects | undefined): string {
  const [top] = (effect?.locks ?? []).toSorted(
    (a, b) => LOCK_MODES.indexOf(b.mode) - LOCK_MODES.indexOf(a.mode),
  );
  const notes = [...(top ? [lockLine(top)] : []), ...step.hazards.map(({ message }) => `mind: ${message}`)];
  return [
    `  ${step.id.padEnd(13)} ${firstLine(step.sql)}`,
    ...notes.map((note) => `${' '.repeat(16)}${note}`),
  ].join('\n');
}

const lockLine = ({ relation, mode }: RelationLock): string => `${relation}: ${BLOCKS[mode]} (${mode})`;

function stepPage(step: Step, effect: Effects | undefined): readonly string[] {
  const locks = effect?.locks ?? [];
  const row = (label: string, text: string): string => `      ${label.padEnd(9)}${text}`;
  return [
    `  ${step.id}  for ${step.object}`,
    ...step.sql.split('\n').map((line) => `      ${line}`),
    ...(locks.length > 0
      ? locks.map((lock, i) => row(i === 0 ? 'locks' : '', lockLine(lock)))
      : [row('locks', 'no relation that was there before')]),
    ...(effect?.rewrites.length ? [row('rewrites', effect.rewrites.join(', '))] : []),
    ...(effect?.scans.length ? [row('reads', `every row of ${effect.scans.join(', ')}`)] : []),
    ...(effect?.unknown ?? []).map((reason) => row('unknown', reason)),
    row('gives up', timeouts(step)),
    ...(step.batch ? [row('batches', `${step.batch.pages} pages of ${step.batch.table} a transaction`)] : []),
    ...step.hazards.map(({ message }) => row('mind', message)),
    row('undo', undoLine(step)),
    '',
  ];
}

function timeouts({ transactional, lockTimeoutMs, statementTimeoutMs }: Step): string {
  if (!transactional)
    return `after ${lockTimeoutMs / 1000} s of waiting for any one transaction; never while it works`;
  return `after ${lockTimeoutMs / 1000} s without the lock, ${statementTimeoutMs / 1000} s with it`;
}

function undoLine({ undo }: Step): string {
  if ('sql' in undo) return firstLine(undo.sql);
  return 'unnecessary' in undo ? undo.unnecessary : `impossible: ${undo.impossible}`;
}
