import type { Digest } from '../../base/digest.ts';
import { subjectOf } from '../../diff/change.ts';
import type { Effects } from '../../locks/effects.ts';
import { destroysData } from '../../sql/destroys.ts';
import { type LockMode, strongestOf } from '../../sql/lock.ts';
import { PHASES } from '../plan.ts';
import type { PlannedChange } from '../planned.ts';

/** Digest of the schema after each step, by step id. Known only after the plan was rehearsed. */
export type StepDigests = ReadonlyMap<string, Digest | null>;

/** `wesley plan --json` and `plan.json`: the plan together with its predicted effects. */
export function planJson(
  planned: PlannedChange,
  labels: { readonly from: string; readonly to: string },
  digests?: StepDigests,
) {
  const { plan, changes } = planned;
  return {
    tool: 'wesley',
    from: { source: labels.from, digest: plan.fromDigest },
    to: { source: labels.to, digest: plan.toDigest },
    // The digests are of these tables, with all that is no part of a table.
    ...(planned.scope === null ? {} : { scope: planned.scope.tables }),
    changes: changes.map((change) => ({
      kind: change.kind,
      object: subjectOf(change).id,
    })),
    phases: PHASES.flatMap((name) => {
      const steps = stepRows(planned, digests).filter((step) => step.phase === name);
      return steps.length > 0 ? [{ name, steps: steps.map(({ phase: _phase, ...step }) => step) }] : [];
    }),
    rollback: plan.rollback,
    summary: {
      steps: plan.steps.length,
      destructive: plan.steps.filter(({ sql }) => destroysData(sql)).length,
      strongestLock: strongestLock(planned.effects),
    },
  };
}

export type PlanJson = ReturnType<typeof planJson>;

function stepRows({ plan, effects }: PlannedChange, digests?: StepDigests) {
  return plan.steps.map((step, i) => ({
    id: step.id,
    phase: step.phase,
    object: step.object,
    sql: step.sql,
    transactional: step.transactional,
    lockTimeoutMs: step.lockTimeoutMs,
    statementTimeoutMs: step.statementTimeoutMs,
    locks: effects[i]?.locks ?? [],
    rewrites: effects[i]?.rewrites ?? [],
    scans: effects[i]?.scans ?? [],
    unknown: effects[i]?.unknown ?? [],
    hazards: step.hazards,
    batch: step.batch,
    undo: step.undo,
    ...(digests ? { schemaAfter: digests.get(step.id) ?? null } : {}),
  }));
}

/** The strongest mode that any step takes on a relation; `null` when none is locked. */
const strongestLock = (effects: readonly Effects[]): LockMode | null =>
  strongestOf(effects.flatMap(({ locks }) => locks.map(({ mode }) => mode)));
