import { parseInstant } from '../base/instant.ts';
import { MANIFEST_FILE, PLAN_FILE, type Predicate, type Statement } from './payload.ts';

/** A sentence that says where a well-formed statement contradicts itself, or `null`. */
export function contradictionIn(statement: Statement): string | null {
  const { predicate } = statement;
  return (
    subjectFault(statement) ??
    timeFault(predicate) ??
    tallyFault(predicate) ??
    listFault(predicate) ??
    missingReason(predicate) ??
    idleReason(predicate)
  );
}

function subjectFault({ subject, predicate: { artifacts } }: Statement): string | null {
  const listed = subject.map(({ name, digest }) => `${name} sha256:${digest.sha256}`);
  const due = [`${MANIFEST_FILE} ${artifacts.manifest}`, `${PLAN_FILE} ${artifacts.plan}`];
  return listed.join() === due.join() ? null : 'the subjects are not the manifest and the plan';
}

function timeFault({ time, deployment, prediction }: Predicate): string | null {
  const windows = [{ from: time.issuedAt, to: time.expiresAt }, deployment.window, prediction.window];
  const backwards = windows.some((window) => window !== null && !(ms(window.from) < ms(window.to)));
  return backwards ? 'a span of time ends before it begins' : null;
}

const ms = (instant: string): number => parseInstant(instant) ?? Number.NaN;

function tallyFault({ tests }: Predicate): string | null {
  const kinds = [tests.pgtap, tests.integration, tests.policyProbes, tests.performanceProbes];
  const all = [tests, ...kinds.filter((tally) => tally !== null)];
  const uneven = all.some(({ total, passed, failed }) => total !== passed + failed);
  return uneven ? 'passed and failed tests do not add up to the total' : null;
}

function listFault({ target, artifacts, locks }: Predicate): string | null {
  if (target.targets.toSorted().join() !== Object.keys(artifacts.targets).toSorted().join())
    return 'the targets and their digests differ';
  const phases = locks.phases.map(({ name }) => name);
  if (new Set(phases).size !== phases.length) return 'a phase stands there twice';
  const short = [locks.rewrites, locks.scans].some(({ count, names }) => count < names.length);
  return short ? 'more relations are named than counted' : null;
}

/** Every `null` needs a reason: without one nobody could tell that something was never measured. */
function missingReason(predicate: Predicate): string | null {
  const { unmeasured, ...facts } = predicate;
  const bare = nullPathsIn(facts, '').find(
    (path) => !ancestry(path).some((covering) => Object.hasOwn(unmeasured, covering)),
  );
  return bare === undefined ? null : `${bare} is null without a reason`;
}

/** Every reason needs a `null`: otherwise it makes a measured value look unmeasured. */
function idleReason({ unmeasured, ...facts }: Predicate): string | null {
  const excused = new Set(nullPathsIn(facts, '').flatMap(ancestry));
  const idle = Object.keys(unmeasured).find((path) => !excused.has(path));
  return idle === undefined ? null : `a reason is given for ${idle}, which is not null`;
}

/**
 * The reasons that apply: those with a `null` at or below their path. `certify` passes one table with a reason for
 * every value that may be missing.
 */
export function applicableReasons(
  facts: object,
  reasons: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const excused = new Set(nullPathsIn(facts, '').flatMap(ancestry));
  return Object.fromEntries(Object.entries(reasons).filter(([path]) => excused.has(path)));
}

/** The paths whose reason covers `path`: for `a.b.c` these are `a`, `a.b` and `a.b.c`. */
const ancestry = (path: string): readonly string[] =>
  path.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.'));

function nullPathsIn(value: unknown, path: string): readonly string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    nullPathsIn(item, path === '' ? key : `${path}.${key}`),
  );
}
