import { isRight } from '../ir/carried/rights.ts';
import type { ObjectId, Schema } from '../ir/schema.ts';
import { factsText } from '../ir/schema-of.ts';
import type { Rehearsal, RehearsalVerdict, StepObservation } from './rehearsal.ts';

/** Ids of the objects in which two schemas differ. One server must have elaborated both. */
export function differences(a: Schema, b: Schema): readonly string[] {
  const [left, right] = [a, b].map(
    (schema) =>
      new Map(
        schema.objects.filter((object) => !isRight(object)).map((object) => [object.id, factsText(object)]),
      ),
  );
  const ids = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...ids].filter((id) => left?.get(id) !== right?.get(id)).toSorted();
}

type Measured = Omit<Rehearsal, 'verdict' | 'notes'>;

/** What the steps of a plan do with a table: nothing, nothing that rows could refuse, or what depends on them. */
export type StepsOn = 'none' | 'rowless' | 'on rows';

interface Circumstances {
  /** Sentences: what went wrong. */
  readonly faults: readonly string[];
  /** Why it stopped before its end, or `null`. */
  readonly stopped: string | null;
  /** Assertions that fail without the plan, too. */
  readonly failedBefore: readonly string[];
  /** Tables without rows. Only where a step depends on the rows of one is the rehearsal inconclusive. */
  readonly unfilled: readonly {
    readonly table: ObjectId;
    readonly reason: string;
    readonly steps: StepsOn;
  }[];
}

/** PASS only when everything was run, nothing went wrong, and at least something was measured. */
export function judge(
  measured: Measured,
  { faults, stopped, unfilled, failedBefore }: Circumstances,
): { readonly verdict: RehearsalVerdict; readonly notes: readonly string[] } {
  const wrong = [...faults, ...wrongs(measured)];
  const unsure = [
    ...(stopped === null ? [] : [stopped]),
    ...withoutRows(unfilled.filter(({ steps }) => steps === 'on rows')),
    ...(measured.tests.total === 0 ? ['No test was run.'] : []),
  ];
  const unseen = measured.steps.flatMap((step) =>
    step.why === null ? [] : [`The locks of ${step.id} were not observed: ${step.why}.`],
  );
  const stays =
    measured.rollback.verdict === 'PARTIAL'
      ? [`The rollback leaves what can't be undone: ${measured.rollback.remains.join(', ')}.`]
      : [];
  const harmless = [
    ...withoutRows(unfilled.filter(({ steps }) => steps === 'rowless')).map(
      (sentence) => `${sentence} No step on it depends on rows.`,
    ),
    ...withoutRows(unfilled.filter(({ steps }) => steps === 'none')).map(
      (sentence) => `${sentence} No step touches it.`,
    ),
  ];
  const old =
    failedBefore.length === 0
      ? []
      : [
          `${failedBefore.length} assertions fail without the plan, too, and are not counted: ${some(failedBefore)}.`,
        ];
  const notes = [...wrong, ...unsure, ...stays, ...unseen, ...harmless, ...old];
  if (measured.steps.length === 0 && faults.length === 0 && stopped === null) {
    return { verdict: 'NOTHING_TO_REHEARSE', notes: ['The plan has no steps.', ...notes] };
  }
  return { verdict: wrong.length > 0 ? 'FAIL' : unsure.length > 0 ? 'INCONCLUSIVE' : 'PASS', notes };
}

const SHOWN = 10;

/** The first of them, and how many more there are. */
const some = (texts: readonly string[]): string =>
  texts.length > SHOWN
    ? `${texts.slice(0, SHOWN).join('; ')} and ${texts.length - SHOWN} more`
    : texts.join('; ');

const withoutRows = (unfilled: Circumstances['unfilled']): readonly string[] =>
  unfilled.map(
    ({ table, reason }) => `No rows could be made for ${table.slice('table:'.length)}: ${reason}.`,
  );

function wrongs({ steps, proof, rollback, tests }: Measured): readonly string[] {
  return [
    ...steps
      .filter((step) => !agrees(step))
      .map(({ id }) => `The locks observed in ${id} are not the ones predicted.`),
    ...(proof.reached !== null && !proof.equal
      ? [`The plan does not reach the target; these differ: ${some(proof.differences)}.`]
      : []),
    ...(proof.rowsLost ? [`${proof.rowsLost} rows were lost.`] : []),
    ...(rollback.verdict === 'FAIL' && rollback.rowsLost
      ? [`The rollback lost ${rollback.rowsLost} rows.`]
      : []),
    ...(tests.failed > 0
      ? [`${tests.failed} of ${tests.total} assertions failed: ${some(tests.failures)}.`]
      : []),
  ];
}

/**
 * Whether prediction and observation name the same relations with the same modes. A step that could not be observed
 * agrees.
 */
export function agrees({ predicted, observed }: StepObservation): boolean {
  const spell = (locks: StepObservation['predicted']): string =>
    locks
      .map(({ relation, mode }) => `${relation} ${mode}`)
      .toSorted()
      .join('\n');
  return observed === null || spell(predicted) === spell(observed);
}
