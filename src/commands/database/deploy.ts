import type { Code } from '../../base/codes.ts';
import type { Digest } from '../../base/digest.ts';
import { EXIT, type ExitCode } from '../../base/exit.ts';
import { Failure } from '../../base/failure.ts';
import { jsonText } from '../../base/json-text.ts';
import { signedRecords } from '../../certificate/signed-records.ts';
import type { VerifiedCertificate } from '../../certificate/verify.ts';
import { type Applied, applySteps } from '../../deploy/apply.ts';
import { type CertifiedContent, certifiedIn } from '../../deploy/certified.ts';
import { beforeCutOff } from '../../deploy/cut-off.ts';
import { closeDeployment, openDeployment } from '../../deploy/ledger.ts';
import { checkPreconditions } from '../../deploy/preconditions.ts';
import { digestsToResumeAt, entryOf, lastSequence, stepsInDoubt, stepsLeft } from '../../deploy/progress.ts';
import { checkExpiry, decide } from '../../gates/decide.ts';
import type { Observed } from '../../gates/target.ts';
import { elaborate } from '../../ir/elaborate.ts';
import type { Schema } from '../../ir/schema.ts';
import { schemaDigest } from '../../ir/schema-of.ts';
import { cutTo } from '../../ir/scope.ts';
import { generate } from '../../targets/generate.ts';
import type { Engine } from '../../world/engine.ts';
import type { World } from '../../world/world.ts';
import { judgeCertificate } from '../inputs/judge-certificate.ts';
import { findPolicy, POLICY_FLAG } from '../inputs/policy.ts';
import { BASELINE_FILE } from '../inputs/source.ts';
import { TRUST_FLAGS } from '../inputs/trust.ts';
import { defineCommand, type Input } from '../line/command.ts';
import { DSN_FLAG } from '../line/dsn-flag.ts';
import { durationMs } from '../line/duration-flag.ts';
import { remedyOf } from '../outputs/remedy.ts';
import { IN_FLAG } from '../outputs/verdict.ts';
import { tableCount } from '../schema/planning/read-sides.ts';
import { introspectLive, randomIdentity, readTarget, type TargetFacts } from './target/facts.ts';
import { holdDatabase, openExisting, refusalOf } from './target/hold.ts';

export default defineCommand({
  name: 'deploy',
  summary: 'Verify a certificate and apply exactly what it certifies.',
  flags: {
    env: {
      type: 'string',
      description: 'the environment that is deployed to',
      valueHint: 'ENV',
      required: true,
    },
    ...DSN_FLAG,
    wait: {
      type: 'string',
      description: 'how long to wait for another deployment to this database: 30s, 5m, 0',
      valueHint: 'DURATION',
      default: '10s',
    },
    'dry-run': { type: 'boolean', description: 'judge everything and apply nothing' },
    ...IN_FLAG,
    ...TRUST_FLAGS,
    ...POLICY_FLAG,
  },
  positionals: [],
  examples: [
    'wesley deploy --env production --dsn postgres://localhost/shop --in SHIPME.md --trust trust.json',
    'wesley deploy --env dev --dsn pglite:./database --trust trust.json --dry-run',
  ],
  run: deploy,
});

/** How a deployment ended. VALID is said only of one that was applied, or of a dry run that found nothing against it. */
interface Ending {
  readonly verdict: 'VALID' | 'REFUSED';
  readonly outcome: 'APPLIED' | 'WOULD_APPLY' | 'REFUSED' | 'STOPPED';
  readonly code: Code | null;
  readonly message: string;
  readonly exit: ExitCode;
  readonly certificate?: string;
  readonly steps?: { readonly total: number; readonly ran: readonly string[] };
}

const refused = (code: Code, message: string): Ending => ({
  verdict: 'REFUSED',
  outcome: 'REFUSED',
  code,
  message,
  exit: EXIT.deploy,
});

async function deploy(input: Input, world: World): Promise<ExitCode> {
  const ending = await judgeAndApply(input, world).catch((error: unknown) => {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return refused(refusal.code, refusal.message);
  });
  const { exit, ...shown } = ending;
  const { outcome, code, message } = shown;
  const remedy = code === null ? null : remedyOf(code);
  if (input.on('json')) world.out(jsonText({ tool: 'wesley', ...shown, remedy }));
  else
    world.out(
      `${outcome}${code === null ? '' : ` ${code}`}: ${message}\n${remedy === null ? '' : `  ${remedy}\n`}`,
    );
  return exit;
}

async function judgeAndApply(input: Input, world: World): Promise<Ending> {
  const environment = input.text('env') ?? '';
  const waitMs = durationMs(input.text('wait') ?? '', 'wait');
  // A certificate that is no good never gets as far as a connection.
  const early = judgeCertificate(input, world, { environment, artifacts: 'required' });
  if (early.verdict.verdict === 'REFUSED') return refused(early.verdict.code, early.verdict.message);
  await world.loadSqlParser();
  const engine = await openExisting(input.text('dsn') ?? '', world);
  try {
    const objection = await holdDatabase(engine, waitMs, world);
    if (objection) return refused(objection.code, objection.message);
    return await judgeHeld(engine, environment, input, world);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

/** Judges the certificate for a database that nobody else deploys to now: keys and files may have changed in a wait. */
async function judgeHeld(engine: Engine, environment: string, input: Input, world: World): Promise<Ending> {
  const judged = judgeCertificate(input, world, { environment, artifacts: 'required' });
  if (judged.verdict.verdict === 'REFUSED') return refused(judged.verdict.code, judged.verdict.message);
  const found = findPolicy(environment, input, world);
  if (found.value === null)
    return refused('E_POLICY', found.diagnostics[0]?.message ?? 'the policy is unreadable');
  const { predicate } = judged.verdict.certificate;
  const files = judged.files ?? new Map<string, Uint8Array>();
  const certified = certifiedIn(files, predicate.target.database.fromSchema);
  if (typeof certified === 'string') return refused('E_ARTIFACT_CHANGED', certified);
  const target = await readTarget(engine);
  const scratch = await world.openScratch({ pgtap: false, tables: tableCount(target.schema) });
  try {
    const run: Run = {
      engine,
      scratch,
      certified,
      certificate: judged.verdict.certificate,
      world,
      dryRun: input.on('dry-run'),
    };
    const doubted = stepsInDoubt(certified.plan, entryOf(target.ledger, predicate.certificate.id));
    const live = await digestOf(beforeCutOff(target.schema, doubted), run);
    const git = await world.git([found.value.input]);
    const observed = observe(run, { target, live, environment, git });
    const evidence = { verdict: judged.verdict, collection: signedRecords(predicate, files) };
    const decision = decide(evidence, found.value.policy, observed);
    if (decision.decision === 'REFUSED') return refused(decision.code, decision.message);
    return await apply(run, target);
  } finally {
    await scratch[Symbol.asyncDispose]();
  }
}

interface Run {
  readonly engine: Engine;
  readonly scratch: Engine;
  readonly certified: CertifiedContent;
  readonly certificate: VerifiedCertificate;
  readonly world: World;
  readonly dryRun: boolean;
}

interface Seen {
  readonly target: TargetFacts;
  readonly live: ReturnType<typeof schemaDigest>;
  readonly environment: string;
  readonly git: Awaited<ReturnType<World['git']>>;
}

function observe(run: Run, { target, live, environment, git }: Seen): Observed {
  const { certificate, world } = run;
  const { id } = certificate.predicate.certificate;
  const { fromSchema } = certificate.predicate.target.database;
  const mine = entryOf(target.ledger, id);
  const others = target.ledger.filter((entry) => entry.certificate !== id);
  return {
    nowMs: world.clock.nowMs(),
    environment,
    git,
    database: {
      systemIdentifier: target.systemIdentifier,
      name: target.name,
      oid: target.oid,
      timeline: target.timeline,
      identity: target.identity,
      schema: live,
    },
    ledger: {
      // Steps that another plan has done under this id are not this plan's.
      finished: mine !== null && (mine.finishedAt !== null || mine.plan !== run.certified.planDigest),
      resumeAt: mine && digestsToResumeAt(run.certified.plan, mine, fromSchema),
      lastSequence: lastSequence(others, environment),
    },
    examined: null,
  };
}

async function apply(run: Run, target: TargetFacts): Promise<Ending> {
  const { engine, certified, certificate, world } = run;
  const { predicate } = certificate;
  const { id, sequence } = predicate.certificate;
  const { steps } = certified.plan;
  const objection = await checkPreconditions(engine.session, steps, certified.target);
  if (objection) return refused(objection.code, objection.message);
  const entry = entryOf(target.ledger, id);
  const left = stepsLeft(certified.plan, entry);
  for (const step of left) for (const { message } of step.hazards) world.log.warn(`${step.id}: ${message}`);
  if (run.dryRun) {
    const message = `${left.length} of ${steps.length} steps would be applied, from ${left[0]?.id ?? 'none'} on`;
    return { verdict: 'VALID', outcome: 'WOULD_APPLY', code: null, message, exit: EXIT.ok, certificate: id };
  }
  const { environment } = predicate.target;
  await openDeployment(
    engine.session,
    { certificate: id, sequence, environment, plan: certified.planDigest, steps: steps.length },
    { id: randomIdentity(world), place: target },
  );
  const applied = await applySteps(id, steps, entry?.begun ?? [], engine.session, {
    sleep: world.clock.sleep,
    random: () => (world.random(1)[0] ?? 0) / 256,
    progress: world.log.progress,
    connect: engine.connect,
    liveDigest: () => liveDigest(run),
    expired: (nowMs) => checkExpiry(predicate, nowMs)?.message ?? null,
  });
  return finish(run, applied);
}

const liveDigest = async (run: Run): Promise<Digest> =>
  digestOf(await introspectLive(run.engine.session), run);

/** The digest of a schema in the words of the embedded engine, of the part that the plan was proved with. */
async function digestOf(schema: Schema, { certified, scratch }: Run): Promise<Digest> {
  const { scope } = certified.plan;
  return schemaDigest(await elaborate(scope === null ? schema : cutTo(schema, scope), scratch.session));
}

/** The baseline that somebody set is the schema that was deployed, from now on: the whole, of which a scope is a part. */
async function moveBaseline({ certified, engine, world }: Run): Promise<void> {
  if ((await world.files.exists(BASELINE_FILE)) !== 'file') return;
  const { plan, target } = certified;
  const [file] = await generate(plan.scope === null ? target : await introspectLive(engine.session), ['ir']);
  await world.files.write(BASELINE_FILE, file?.text ?? '');
}

async function finish(run: Run, applied: Applied): Promise<Ending> {
  const { certificate, certified, engine } = run;
  const { id } = certificate.predicate.certificate;
  const steps = { total: certified.plan.steps.length, ran: applied.ran };
  if (applied.outcome === 'stopped') {
    const message = `${applied.step}: ${applied.message} Everything before it stands; deploy again to go on.`;
    return {
      verdict: 'REFUSED',
      outcome: 'STOPPED',
      code: applied.code,
      message,
      exit: EXIT.world,
      certificate: id,
      steps,
    };
  }
  const reached = await liveDigest(run);
  if (reached !== certificate.predicate.target.database.toSchema) {
    return {
      verdict: 'REFUSED',
      outcome: 'STOPPED',
      code: 'E_TARGET_NOT_REACHED',
      message: `every step ran, and the schema is ${reached}, not the certified one`,
      exit: EXIT.drift,
      certificate: id,
      steps,
    };
  }
  await closeDeployment(engine.session, id);
  await moveBaseline(run).catch((error: unknown) => {
    // What was asked for is done: a file that can't be written takes nothing of it back.
    if (!(error instanceof Failure)) throw error;
    run.world.log.warn(`Applied, but ${BASELINE_FILE} is still the schema before it: ${error.message}.`);
  });
  const message = `certificate ${id}: ${steps.ran.length} of ${steps.total} steps applied now, the schema is the certified one`;
  return { verdict: 'VALID', outcome: 'APPLIED', code: null, message, exit: EXIT.ok, certificate: id, steps };
}
