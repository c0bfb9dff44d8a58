import type { Json } from '../base/canonical-json.ts';
import { digestOf } from '../base/digest.ts';
import { parseInstant } from '../base/instant.ts';
import type { Records } from '../evidence/record.ts';
import { certificateTimeMs } from './certificate-id.ts';
import { measuredIn } from './measured-facts.ts';
import type { Predicate } from './payload.ts';

const MEASURED = ['locks', 'shadowRealm', 'tests'] as const;

/**
 * Where the records do not tell of one run, or do not bear out what a certificate states: a sentence without its full
 * stop, or `null`. Each record is vouched for by its link; this is about what nobody sees in one of them alone.
 */
export function disagreementIn(predicate: Predicate, records: Records): string | null {
  return (
    otherRun(predicate, Object.values(records)) ??
    otherPlan(records) ??
    checkedWithErrors(records) ??
    unlike(predicate, records) ??
    inventedGroup(predicate)
  );
}

/** A certificate gets its id first, then its evidence, and is issued last. Links are ordered by time already. */
function otherRun(
  { certificate, time }: Predicate,
  records: readonly Records[keyof Records][],
): string | null {
  const other = records.find(({ run }) => run !== certificate.id);
  if (other !== undefined) return `${other.subject} is of another run: of ${other.run}`;
  const begunMs = Math.floor(certificateTimeMs(certificate.id) / 1000) * 1000;
  const issuedMs = parseInstant(time.issuedAt) ?? Number.NaN;
  const stray = records.find(({ at }) => {
    const atMs = parseInstant(at) ?? Number.NaN;
    return !(begunMs <= atMs && atMs <= issuedMs);
  });
  return stray === undefined ? null : `evidence.jsonl is of another run: it is of ${stray.at}`;
}

/** `certify` writes into plan.json what the schema was after each step when it was rehearsed. */
function otherPlan({ plan, rehearsal }: Records): string | null {
  const row = ({
    id,
    schemaAfter,
  }: {
    readonly id: string;
    readonly schemaAfter?: string | null | undefined;
  }) => [id, schemaAfter ?? null];
  const planned = plan.body.phases.flatMap(({ steps }) => steps.map(row));
  return isSame(planned, rehearsal.body.steps.map(row))
    ? null
    : `${rehearsal.subject} is not of the steps in ${plan.subject}`;
}

/** `certify` writes nothing where the check finds errors, or statements that it cannot read. */
function checkedWithErrors({ check: { subject, body } }: Records): string | null {
  const found = body.files.some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
  const isClean = !found && body.summary.errors === 0 && body.summary['unreadable'] === 0;
  return isClean ? null : `${subject} has errors`;
}

/** The first fact or group of facts that the records do not bear out. */
function unlike({ target, drift, ...predicate }: Predicate, records: Records): string | null {
  const { plan, rehearsal } = records;
  const measured = measuredIn(records);
  const group = MEASURED.find((group) => !isSame(measured[group], predicate[group]));
  if (group !== undefined) return `${group} is not what ${rehearsal.subject} says`;
  if (target.database.toSchema !== rehearsal.body.proof.target)
    return `target.database.toSchema is not what ${rehearsal.subject} says`;
  const starts = {
    'target.database.fromSchema': target.database.fromSchema,
    'drift.snapshot': drift.snapshot,
  };
  const other = Object.entries(starts).find(
    ([, digest]) => digest !== null && digest !== plan.body.from.digest,
  );
  return other === undefined ? null : `${other[0]} is not what ${plan.subject} says`;
}

/** Groups of facts that nothing measures yet. A policy may set thresholds for scores: a number would open them. */
function inventedGroup({ scores, prediction, risk }: Predicate): string | null {
  const { friday: _, kinds: __, ...history } = risk.factors;
  const groups = { scores, prediction, risk: { level: risk.level, score: risk.score, ...history } };
  const invented = Object.entries(groups).find(([, group]) =>
    Object.values(group).some((value) => value !== null),
  );
  return invented === undefined ? null : `${invented[0]} was measured by nobody`;
}

const isSame = (a: object, b: object): boolean => digestOf(a as Json) === digestOf(b as Json);
