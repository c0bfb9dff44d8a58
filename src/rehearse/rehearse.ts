import { lookupIn } from '../ir/create-all.ts';
import { qualified } from '../ir/ddl.ts';
import { createEverything, elaborateOnce, makeRoles, withInvalidIndexes } from '../ir/elaborate.ts';
import { introspect, introspectAgain } from '../ir/introspect/introspect.ts';
import type { ObjectId, Schema, TableObject } from '../ir/schema.ts';
import { schemaDigest } from '../ir/schema-of.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { destroysData } from '../sql/destroys.ts';
import { SqlError } from '../sql/error.ts';
import type { RelationLock } from '../sql/lock.ts';
import type { Engine, Session } from '../world/engine.ts';
import { type Filling, fill, type Unfilled } from './filling.ts';
import { type Observed, observe, type Work } from './observe.ts';
import { newIn, type Reading, readWithout } from './reading.ts';
import type { Rehearsal, RollbackProof, StepObservation, TestCount } from './rehearsal.ts';
import { countRows, lostRows, type RowCensus, totalRows } from './rows.ts';
import { apart, ofTriggers, runTests, type TestFile } from './tap.ts';
import { differences, judge } from './verdict.ts';
import { withStepsOn } from './without-rows.ts';

type Predicted = Work & { readonly locks: readonly RelationLock[] };

/** The input of a rehearsal. */
export interface Script {
  readonly from: Schema;
  readonly to: Schema;
  readonly plan: Plan;
  /** Locks and work that were predicted from the SQL, by step. */
  readonly predicted: ReadonlyMap<string, Predicted>;
  readonly tests: readonly TestFile[];
  /** Tests of the baseline, for where a test fails. */
  readonly testsBefore: () => Promise<readonly TestFile[]>;
  /** INSERTs that fill the baseline, in order. */
  readonly fill: readonly Filling[];
  /** Tables for which no row could be made, with the reason. About their rows the rehearsal proves nothing. */
  readonly unfilled: readonly Unfilled[];
  /** Whether to digest the schema after every step, for a certificate. */
  readonly digests: boolean;
}

export interface RehearsalPorts {
  readonly nowMs: () => number;
  readonly progress: (text: string) => void;
  /** The time, by `nowMs`, at which to stop; `null` for never. Checked between steps only. */
  readonly deadlineMs: number | null;
}

const NOTHING_PREDICTED = { locks: [], rewrites: [], scans: [] };
const NO_TESTS: TestCount = { total: 0, passed: 0, failed: 0, failures: [] };
const NO_ROLLBACK: RollbackProof = { verdict: null, equal: false, rowsLost: null, remains: [], ms: 0 };

/** Builds the baseline in an empty database, runs the plan, the tests and the rollback, and measures all of it. */
export async function rehearse(script: Script, engine: Engine, ports: RehearsalPorts): Promise<Rehearsal> {
  const { session } = engine;
  const startMs = ports.nowMs();
  // Elaborated once only, not until its text is stable: the plan's steps create the objects from the same SQL once.
  const target = await elaborateOnce(script.to, session);
  await build(script, session);
  const built = withInvalidIndexes(await introspect(session), script.from);
  const builtMs = ports.nowMs();
  const refused = await fill(script.fill, session);
  // A trigger may make objects for the rows that come in: they are the rows' and not the plan's.
  const madeByRows = await newIn(session, built);
  const read = () => readWithout(madeByRows, session, script.from);
  const baseline = madeByRows.size === 0 ? built : await read();
  const changing = new Set(script.plan.steps.filter((step) => step.batch).map((step) => step.object));
  const before = await countRows(session, script.from, changing);
  const filledMs = ports.nowMs();

  const run = await runSteps(script, engine, { ...ports, read });
  const steppedMs = ports.nowMs();
  const complete = run.fault === null && run.stopped === null;
  const reached = complete ? await read() : null;
  const rowsLost = reached ? lostRows(before, await countRows(session, script.from, changing)) : null;
  ports.progress('tests');
  const tested = reached ? await runTests(session, script.tests) : NO_TESTS;
  const refusing = new Set(refused.map(({ table }) => table));
  const byTriggers = await ofTriggers(tested, script.tests, session, refusing);
  const testedMs = ports.nowMs();
  ports.progress('rollback');
  const back = reached
    ? await rollBack({ script, session, baseline, before, changing, read }, ports)
    : { proof: NO_ROLLBACK, fault: null };

  const { tests, failedBefore } = await apart(tested, {
    files: script.tests,
    session,
    isBack: isBack(back.proof),
    byTriggers,
    testsBefore: script.testsBefore,
  });
  const measured = {
    engine: engine.kind,
    server: engine.server,
    steps: run.steps,
    proof: {
      reached: reached && schemaDigest(reached),
      target: schemaDigest(target),
      equal: reached !== null && schemaDigest(reached) === schemaDigest(target),
      differences: reached ? differences(reached, target) : [],
      rowsBefore: totalRows(before),
      rowsLost,
    },
    rollback: back.proof,
    tests,
    timings: {
      baselineMs: builtMs - startMs,
      fillMs: filledMs - builtMs,
      stepsMs: steppedMs - filledMs,
      testsMs: testedMs - steppedMs,
      rollbackMs: back.proof.ms,
      totalMs: ports.nowMs() - startMs,
    },
  };
  const faults = [run.fault, miscount(run, reached), back.fault].filter((fault) => fault !== null);
  const circumstances = {
    faults,
    stopped: run.stopped,
    failedBefore,
    unfilled: withStepsOn([...script.unfilled, ...refused], script, run.steps, tableLookup(script)),
  };
  return { ...measured, ...judge(measured, circumstances) };
}

/** The digests after each step take over what a step can't have changed; the last of them shows whether that was right. */
function miscount({ steps }: Run, reached: Schema | null): string | null {
  const last = steps.at(-1)?.schemaAfter ?? null;
  return reached && last !== null && last !== schemaDigest(reached)
    ? 'A step changed more than the table it is for: the digests after each step are not right.'
    : null;
}

async function build({ from, to }: Script, session: Session): Promise<void> {
  await makeRoles(from, session);
  await makeRoles(to, session);
  await session.run('begin; set local check_function_bodies = off');
  await createEverything(from, session);
  await session.run('commit');
}

interface Run {
  readonly steps: readonly StepObservation[];
  readonly fault: string | null;
  readonly stopped: string | null;
}

async function runSteps(script: Script, engine: Engine, ports: RehearsalPorts & Reading): Promise<Run> {
  const tableOf = tableLookup(script);
  let schema = script.digests ? await ports.read() : null;
  const steps: StepObservation[] = [];
  for (const step of script.plan.steps) {
    if (ports.deadlineMs !== null && ports.nowMs() > ports.deadlineMs) {
      return { steps, fault: null, stopped: `Stopped before ${step.id}: the time was up.` };
    }
    ports.progress(`${step.id}  ${step.sql.split('\n')[0]}`);
    try {
      const predicted = script.predicted.get(step.id) ?? NOTHING_PREDICTED;
      const seen = await observe(engine, { ...step, table: tableNameOf(tableOf(step)) }, ports.nowMs);
      const after = schema && (await readAfter(step, engine.session, schema, tableOf(step), ports.read));
      schema = after && withInvalidIndexes(after, script.from);
      steps.push(observationOf(step, seen, predicted, schema));
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return { steps, fault: faultOf(step, error), stopped: null };
    }
  }
  return { steps, fault: null, stopped: null };
}

function faultOf({ id }: Step, { message, sqlState }: SqlError): string {
  const there = / is a stand-in: /.test(message)
    ? ' Rehearse there: --dsn URL, or certify --shadow URL.'
    : '';
  return `${id} failed: ${message} (${sqlState}).${there}`;
}

const observationOf = (
  step: Step,
  seen: Observed,
  predicted: Predicted,
  schema: Schema | null,
): StepObservation => ({
  id: step.id,
  predicted: predicted.locks,
  observed: seen.locks,
  why: seen.why,
  rewrites: (seen.work ?? predicted).rewrites,
  scans: (seen.work ?? predicted).scans,
  work: seen.work === null ? 'predicted' : 'observed',
  ms: Math.round(seen.ms * 100) / 100,
  destructive: destroysData(step.sql),
  schemaAfter: schema && schemaDigest(schema),
});

/**
 * The schema after a step. Only what the step can have changed is read again; after a function or a trigger that is
 * everything, because no schema expresses them.
 */
const readAfter = (
  step: Step,
  session: Session,
  before: Schema,
  table: TableObject | null,
  read: Reading['read'],
): Promise<Schema> =>
  /^(?:CREATE|DROP) (?:FUNCTION|TRIGGER) /.test(step.sql) ? read() : introspectAgain(session, before, table);

/** The table a step works on. */
function tableLookup({ from, to }: Script): (step: Step) => TableObject | null {
  const now = lookupIn(to);
  const before = lookupIn(from);
  return ({ object }) => {
    const found = now(object) ?? before(object);
    const table = found && 'table' in found ? (now(found.table) ?? before(found.table)) : found;
    return table?.kind === 'table' ? table : null;
  };
}

const tableNameOf = (table: TableObject | null): string | null => table && qualified(table);

/** An enum keeps a value that was added, and no test of the baseline minds. */
const isBack = ({ equal, verdict, remains }: RollbackProof): boolean =>
  equal || (verdict === 'PARTIAL' && remains.every((object) => object.startsWith('enum:')));

interface Return extends Reading {
  readonly script: Script;
  readonly session: Session;
  readonly baseline: Schema;
  readonly before: RowCensus;
  readonly changing: ReadonlySet<ObjectId>;
}

async function rollBack(
  { script, session, baseline, before, changing, read }: Return,
  ports: RehearsalPorts,
): Promise<{ readonly proof: RollbackProof; readonly fault: string | null }> {
  const startMs = ports.nowMs();
  for (const step of script.plan.rollback) {
    try {
      await session.run(step.sql);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const fault = `${step.id}, which undoes ${step.undoes}, failed: ${error.message} (${error.sqlState}).`;
      return { proof: { ...NO_ROLLBACK, verdict: 'FAIL', ms: ports.nowMs() - startMs }, fault };
    }
  }
  const ms = ports.nowMs() - startMs;
  const left = differences(await read(), baseline);
  const final = script.plan.steps.filter((step) => 'impossible' in step.undo);
  const isFinal = (object: string): boolean =>
    final.some((step) => step.object === object && step.batch === null);
  // A backfill changes no schema, so a comparison of schemas does not show that its values stay after the rollback.
  const filled = final.filter((step) => step.batch !== null).map((step) => step.object);
  const remains = [...new Set([...left, ...filled])].toSorted();
  const rowsLost = lostRows(before, await countRows(session, script.from, changing));
  const unexpected = left.filter((object) => !isFinal(object));
  const verdict = unexpected.length > 0 || rowsLost > 0 ? 'FAIL' : remains.length > 0 ? 'PARTIAL' : 'PASS';
  const fault =
    unexpected.length > 0
      ? `After the rollback these differ from the baseline: ${unexpected.join(', ')}.`
      : null;
  return { proof: { verdict, equal: left.length === 0, rowsLost, remains, ms }, fault };
}
