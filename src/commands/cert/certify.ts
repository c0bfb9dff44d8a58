import { InputRefused } from '../../base/diagnostic.ts';
import { sha256 } from '../../base/digest.ts';
import { listed, urlForms } from '../../base/engines.ts';
import { EXIT, type ExitCode } from '../../base/exit.ts';
import { Failure } from '../../base/failure.ts';
import { formatInstant } from '../../base/instant.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { certificateId } from '../../certificate/certificate-id.ts';
import { type CertificateFacts, createFrom } from '../../certificate/create.ts';
import { createManifest } from '../../certificate/manifest.ts';
import { checkScripts } from '../../check/series.ts';
import { checkPreconditions } from '../../deploy/preconditions.ts';
import type { Policy } from '../../gates/policy.ts';
import { copyOf } from '../../gates/target.ts';
import { createAllSql } from '../../ir/create-all.ts';
import { planFiles } from '../../plan/document/files.ts';
import { planJson } from '../../plan/document/json.ts';
import type { PlannedChange } from '../../plan/planned.ts';
import type { Rehearsal } from '../../rehearse/rehearsal.ts';
import { differences } from '../../rehearse/verdict.ts';
import { errorsIn, type ReportedFile } from '../../reports/report.ts';
import { loadTargets } from '../../targets/index.ts';
import type { World } from '../../world/world.ts';
import { defaultRules } from '../check/run/rule-names.ts';
import { visitTarget } from '../database/target/facts.ts';
import { certifiedFolder } from '../inputs/certificate.ts';
import { loadConfigFile } from '../inputs/config.ts';
import { nextSequence } from '../inputs/next-sequence.ts';
import { findPolicy, POLICY_FLAG } from '../inputs/policy.ts';
import { loadSchema } from '../inputs/schema.ts';
import { baselineOf } from '../inputs/source.ts';
import { defineCommand, type Input } from '../line/command.ts';
import { misuse } from '../line/misuse.ts';
import { remedyOf } from '../outputs/remedy.ts';
import { planFrom } from '../schema/planning/plan-from.ts';
import { tableCount } from '../schema/planning/read-sides.ts';
import { rehearsePlan } from '../schema/planning/rehearse-plan.ts';
import { DEFAULT_ROWS, serverUrl, wholeNumber } from '../schema/rehearse.ts';
import { certificateFacts } from './facts/certificate-facts.ts';
import { certifiedFiles } from './facts/certified-files.ts';

const DEFAULT_HOURS = 24;

export default defineCommand({
  name: 'certify',
  summary: 'Transform, plan, check, rehearse, and write the certificate of all of it.',
  flags: {
    env: { type: 'string', description: 'the environment it is for', valueHint: 'ENV', required: true },
    schema: {
      type: 'string',
      description: 'the schema to reach (default: schema.graphql)',
      valueHint: 'FILE',
    },
    dsn: {
      type: 'string',
      description: `the database it is for: ${listed(urlForms('DIR'))}`,
      valueHint: 'URL',
    },
    from: {
      type: 'string',
      description: 'where to start when there is no --dsn, as for `plan`',
      valueHint: 'SOURCE',
    },
    shadow: {
      type: 'string',
      description: 'rehearse on this server, in a database made for it',
      valueHint: 'URL',
    },
    rows: {
      type: 'string',
      description: `rows to make for each table (default: ${DEFAULT_ROWS})`,
      valueHint: 'N',
    },
    hours: {
      type: 'string',
      description: `how long it is valid (default: ${DEFAULT_HOURS}, or what the policy allows)`,
      valueHint: 'N',
    },
    out: { type: 'string', description: 'the certificate', valueHint: 'FILE', default: 'SHIPME.md' },
    ...POLICY_FLAG,
  },
  positionals: [],
  examples: [
    'wesley certify --env production --schema schema.graphql --dsn postgres://localhost/shop --out SHIPME.md',
    'wesley certify --env dev --dsn pglite:./database',
  ],
  run: certify,
});

async function certify(input: Input, world: World): Promise<ExitCode> {
  const request = await readRequest(input, world);
  const { environment, url, policy } = request;
  const measured = await measure(request, input, world);
  const { objection } = measured;
  if (objection) return refuse(objection, input, world);

  const { database, planned, rehearsal } = measured;
  const id = certificateId(world.clock.nowMs(), world.random(10));
  const { files, evidence } = await certifiedFiles({ id, ...request, ...measured }, world);
  world.log.progress('reading the database again');
  const again =
    url === null
      ? null
      : await visitTarget(url, world, async ({ session }) => {
          const objection = await checkPreconditions(session, planned.plan.steps, planned.to);
          if (objection)
            world.log.warn(`As this role deploy will refuse (${objection.code}): ${objection.message}.`);
        });
  const manifest = createManifest(id, files);
  const facts = certificateFacts({
    id,
    sequence: await nextSequence(environment, database, world),
    environment,
    tool: `wesley ${world.version.version} (${world.version.commit})`,
    git: request.git,
    database,
    drift:
      again && database
        ? { takenAt: measured.takenAt, differences: differences(database.schema, again.schema).length }
        : null,
    planned,
    rehearsal,
    targets: await loadTargets(),
    files,
    evidence,
    manifest: sha256(manifest),
    policy,
    nowMs: world.clock.nowMs(),
    hours: request.hours,
  });
  const path = await writeCertificate({ id, files, manifest, facts }, input, world);
  tell({ id, path, environment, planned, rehearsal }, input, world);
  return EXIT.ok;
}

interface Certified {
  readonly id: string;
  readonly path: string;
  readonly environment: string;
  readonly planned: PlannedChange;
  readonly rehearsal: Rehearsal;
}

function tell({ id, path, environment, planned, rehearsal }: Certified, input: Input, world: World): void {
  const result = {
    tool: 'wesley',
    certificate: id,
    path,
    folder: certifiedFolder(id),
    environment,
    steps: planned.plan.steps.length,
    rehearsal: rehearsal.verdict,
    tests: rehearsal.tests,
  };
  if (input.on('json')) world.out(jsonText(result));
  else world.out(`${path}: certificate ${id} for ${environment}, not signed yet\n`);
  for (const { id: step, hazards } of planned.plan.steps)
    for (const { message } of hazards) world.log.warn(`${step}: ${message}`);
  world.log.info(`Sign it: wesley cert sign --signer HOLMES --key holmes.pem --in ${path}`);
}

/** Why there is no certificate. */
interface Objection {
  readonly what: string;
  readonly notes: readonly string[];
  readonly exit: ExitCode;
}

/** Reads the database, plans, checks, rehearses. What objects first ends it. */
async function measure(request: Request, input: Input, world: World) {
  const { path, config, target, url, rows, shadow } = request;
  world.log.progress('reading the database');
  const database = url === null ? null : await visitTarget(url, world);
  const copy = database && copyOf(database);
  if (copy)
    throw new Failure('E_DATABASE_COPY', `this database is a copy: ${copy}`, {
      hint: remedyOf('E_DATABASE_COPY') ?? '',
    });
  const takenAt = formatInstant(world.clock.nowMs());
  const source = database
    ? { label: withoutSecrets(url ?? ''), schema: database.schema, fromCatalog: true }
    : await baselineOf(input.text('from'), path, config, world);
  world.log.progress('planning');
  const major = database?.major ?? config.postgres;
  const scratch = await world.openScratch({ pgtap: true, tables: tableCount(source.schema) });
  const planned = await planFrom(
    source,
    target,
    { major, manage: config.manage, scratch: scratch.session },
    world,
  ).catch(async (error) => {
    await scratch[Symbol.asyncDispose]();
    throw error;
  });
  const labels = { from: source.label, to: path };
  const scripts = planFiles(planned.plan, planJson(planned, labels));
  const checked = checkScripts(scripts, createAllSql(planned.from), { major, rules: defaultRules }).map(
    (script): ReportedFile => ({ kind: 'checked', ...script }),
  );
  world.log.progress('rehearsing');
  const options = { url: shadow, rows, timeoutMs: null, digests: true, scratch };
  const rehearsal = await rehearsePlan(planned, options, target, world);
  return {
    database,
    takenAt,
    labels,
    major,
    planned,
    checked,
    rehearsal,
    objection: objectionTo(checked, rehearsal),
  };
}

function objectionTo(checked: readonly ReportedFile[], { verdict, notes }: Rehearsal): Objection | null {
  const errors = errorsIn(checked);
  if (errors.length > 0) return { what: 'check', notes: errors, exit: EXIT.findings };
  return verdict === 'PASS' ? null : { what: `rehearsal: ${verdict}`, notes, exit: EXIT.rehearsal };
}

type Request = Awaited<ReturnType<typeof readRequest>>;

async function readRequest(input: Input, world: World) {
  const { config, inputs } = await loadConfigFile(input, world);
  const environment = environmentOf(input);
  const path = input.text('schema') ?? config.schema;
  const target = await loadSchema(path, config, world);
  const found = findPolicy(environment, input, world);
  if (found.value === null) throw new InputRefused(found.diagnostics);
  const { policy } = found.value;
  const read = [...inputs, { path, bytes: target.bytes }, ...target.beside, found.value.input];
  const git = await world.git(read);
  const unfit = (policy.requireClean && git.dirty !== false) || (policy.requireCommit && git.commit === null);
  if (unfit)
    world.log.warn(
      `${environment} takes only what is committed${git.dirt === null ? '' : `, and ${git.dirt}`}: deploy will refuse this certificate.`,
    );
  return {
    config,
    environment,
    path,
    target,
    policy,
    url: input.text('dsn'),
    shadow: serverUrl(input.text('shadow'), 'shadow'),
    rows: wholeNumber(input.text('rows'), 'rows') ?? DEFAULT_ROWS,
    hours: hoursOf(input, policy),
    git,
  };
}

interface Written {
  readonly id: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: string;
  readonly facts: CertificateFacts;
}

/** Writes the certified files first and the certificate last: one that lies there has its files. */
async function writeCertificate(
  { id, files, manifest, facts }: Written,
  input: Input,
  world: World,
): Promise<string> {
  const created = createFrom(facts);
  if (created.text === null) throw new Error(`what was measured makes no certificate: ${created.fault}`);
  const folder = certifiedFolder(id);
  await Promise.all([...files].map(([name, bytes]) => world.files.write(`${folder}/${name}`, bytes)));
  await world.files.write(`${folder}/manifest.json`, manifest);
  await world.files.write(`${folder}/facts.json`, jsonText(facts));
  const out = input.text('out') ?? 'SHIPME.md';
  await world.files.write(out, created.text);
  return out;
}

function hoursOf(input: Input, { maxLifetimeHours, name }: Policy): number {
  const hours = wholeNumber(input.text('hours'), 'hours') ?? Math.min(DEFAULT_HOURS, maxLifetimeHours);
  if (hours <= maxLifetimeHours) return hours;
  const message = `--hours ${hours} is more than the ${maxLifetimeHours} that the policy (${name}) allows.`;
  throw misuse(message, 'Give fewer hours.');
}

function environmentOf(input: Input): string {
  const environment = input.text('env') ?? '';
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(environment)) return environment;
  throw misuse(
    `--env takes lower-case letters, digits, dots and dashes, not "${environment}".`,
    'Write --env production.',
  );
}

/** No certificate, and why: nothing is written. */
function refuse({ what, notes, exit }: Objection, input: Input, world: World): ExitCode {
  if (input.on('json')) world.out(jsonText({ tool: 'wesley', certificate: null, refusedBy: what, notes }));
  else world.out(`No certificate (${what}).\n${notes.map((note) => `  ${note}\n`).join('')}`);
  return exit;
}
