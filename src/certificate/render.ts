import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { Envelope } from './envelope.ts';
import type { Predicate } from './payload.ts';
import { REQUIRED_ROLES } from './public-key.ts';
import { renderMeasurements } from './render-measurements.ts';
import { code, counted, instant, item, list, section, table } from './render-text.ts';

export const BLOCK_START = '<!-- shipme:block v1 -->';
export const BLOCK_END = '<!-- shipme:end -->';

/**
 * The whole file: first what people read, then the block that is signed. It depends on the block alone, and
 * `parseCertificate` refuses every file that differs from it by a byte. So the text that people read can't say
 * anything else than the block.
 */
export function renderCertificate(envelope: Envelope): string {
  const block = canonicalJson(envelope as unknown as Json);
  return `${renderHeader(envelope)}\n${BLOCK_START}\n\`\`\`json\n${block}\n\`\`\`\n${BLOCK_END}\n`;
}

/** What the person on call reads. */
export function renderHeader(envelope: Envelope): string {
  const { predicate } = envelope.payload;
  const lines = [
    ...title(envelope),
    ...whatAndWhere(predicate),
    ...renderMeasurements(predicate),
    ...schedule(predicate),
    ...unmeasured(predicate),
    ...files(predicate),
    ...signatures(envelope),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function title({ signatures, payload: { predicate } }: Envelope): readonly string[] {
  const { target, time, certificate } = predicate;
  const signed = new Set(signatures.map(({ role }) => role));
  const due = REQUIRED_ROLES.filter((role) => !signed.has(role));
  const state =
    due.length > 0 ? `not signed by ${due.join(' and ')}` : `signed as ${[...signed].join(' and ')}`;
  return [
    `# SHIPME: ${target.environment}, until ${instant(time.expiresAt)}`,
    '',
    `**${summary(predicate)}**`,
    '',
    `This certificate is ${state}. Believe it only when \`wesley cert verify\` says VALID.`,
    '',
    `- Certificate: \`${certificate.id}\`, sequence ${certificate.sequence}, by ${code(certificate.tool)}`,
    `- Issued: ${instant(time.issuedAt)}`,
    `- Expires: ${instant(time.expiresAt)}`,
    '',
  ];
}

/** The five numbers that decide whether somebody reads on. */
function summary({ locks, shadowRealm, tests, drift }: Predicate): string {
  const steps = locks.phases.reduce((sum, phase) => sum + phase.steps, 0);
  const destructive = locks.phases.reduce((sum, phase) => sum + phase.destructive, 0);
  return [
    `${counted(steps, 'step')}, ${destructive} destructive`,
    `strongest lock ${locks.strongest}`,
    `rehearsal ${shadowRealm.verdict}`,
    `${tests.passed} of ${counted(tests.total, 'test')} passed`,
    `drift ${drift.differences ?? 'not measured'}`,
  ].join(' · ');
}

function whatAndWhere({ target }: Predicate): readonly string[] {
  const { database } = target;
  const workTree = (dirty: boolean): string => (dirty ? '**has changes that are not committed**' : 'clean');
  return section('What ships where', [
    `- Environment: \`${target.environment}\``,
    ...item('Database', database.name, code),
    ...item('Engine', database.engine, (engine) => engine),
    ...item('System identifier', database.systemIdentifier, code),
    ...item('Database identity', database.identity, code),
    ...item('Database OID', database.oid ?? null, code),
    ...item('Timeline', database.timeline ?? null, String),
    ...item('Last certificate before', database.lastSequence ?? null, String),
    ...item('Schema before', database.fromSchema, code),
    `- Schema after: \`${database.toSchema}\``,
    ...item('Repository', target.repository, code),
    ...item('Commit', target.commit, code),
    ...item('Tree', target.tree, code),
    ...item('Branch', target.branch, code),
    ...item('Tag', target.tag, code),
    ...item('Work tree', target.dirty, workTree),
    ...item('Author', target.author, code),
    ...item('Message', target.message, code),
  ]);
}

function schedule({ policy, deployment, prediction }: Predicate): readonly string[] {
  const { minScs, maxMri, minTci } = policy.thresholds;
  return section('Policy and schedule', [
    `- Policy: ${code(policy.name)}, \`${policy.digest}\``,
    ...item('SCS at least', minScs, String),
    ...item('MRI at most', maxMri, String),
    ...item('TCI at least', minTci, String),
    ...item('Approvals', deployment.approvals, list),
    ...item('Change control', deployment.changeControlId, code),
    ...item('Scheduled', deployment.scheduledAt, instant),
    ...item('Window', deployment.window, span),
    ...item('Friday authorisation', deployment.fridayAuthorisation, code),
    ...item('Minutes to production', prediction.minutesToProduction, String),
    ...item('Predicted window', prediction.window, span),
    ...item('Predicted by', prediction.method, code),
    ...item('Confidence', prediction.confidence, String),
    ...item('Based on', prediction.basedOn, code),
  ]);
}

const span = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `${instant(from)} to ${instant(to)}`;

function unmeasured({ unmeasured }: Predicate): readonly string[] {
  const reasons = Object.entries(unmeasured).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lines = reasons.map(([path, reason]) => `- \`${path}\`: ${code(reason)}`);
  return section(
    'Not measured, and why',
    lines.length === 0 ? ['- Nothing: every value was measured.'] : lines,
  );
}

function files({ artifacts }: Predicate): readonly string[] {
  const { targets, specBundle, reproducible, ...single } = artifacts;
  const digests: readonly (readonly [string, string | null])[] = [
    ['manifest', single.manifest],
    ['plan', single.plan],
    ['rollback', single.rollback],
    ['IR', single.ir],
    ['spec bundle', specBundle.digest],
    ['schema', specBundle.schema],
    ['config', specBundle.config],
    ['tests', single.tests],
    ['evidence', single.evidence],
    ['evidence pack', single.evidencePack],
    ...Object.entries(targets).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ];
  const rows = digests.flatMap(([name, digest]) => (digest === null ? [] : [[name, code(digest)]]));
  const rebuilt = item('A clean rebuild gives the same bytes', reproducible, (same) =>
    same ? 'yes' : '**no**',
  );
  return section('Certified files', [
    ...table(['What', 'Digest'], rows),
    ...(rebuilt.length ? ['', ...rebuilt] : []),
  ]);
}

function signatures(envelope: Envelope): readonly string[] {
  const rows = envelope.signatures.map(({ role, keyid }) => [role, `\`${keyid}\``]);
  return section('Signatures', rows.length === 0 ? ['None.'] : table(['Role', 'Key'], rows));
}
