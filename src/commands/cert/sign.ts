import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { type Envelope, signedBytes } from '../../certificate/envelope.ts';
import { inventedIn } from '../../certificate/invented.ts';
import { REQUIRED_ROLES, ROLE_SHAPE, type Role } from '../../certificate/public-key.ts';
import { type Refusal, refusal } from '../../certificate/refusal.ts';
import { renderCertificate, renderHeader } from '../../certificate/render.ts';
import { addSignature, refuseSecond } from '../../certificate/sign.ts';
import {
  DEFAULT_SKEW_SECONDS,
  MAX_LIFETIME_HOURS,
  objectionToKey,
  type Trust,
} from '../../certificate/trust.ts';
import { judgePresentSignatures, judgeTime } from '../../certificate/verify.ts';
import { loadTargets } from '../../targets/index.ts';
import type { World } from '../../world/world.ts';
import { openCertificate, readArtifacts } from '../inputs/certificate.ts';
import { findHolder } from '../inputs/key-holder.ts';
import { findTrust, NO_USE, TRUST_FLAGS } from '../inputs/trust.ts';
import { defineCommand, type Input } from '../line/command.ts';
import { IN_FLAG, JSON_FLAG, printRefusal } from '../outputs/verdict.ts';

/** What a signer's own clock is held to where no trust store is given. */
const DEFAULT_LIMITS = { maxLifetimeHours: MAX_LIFETIME_HOURS, skewSeconds: DEFAULT_SKEW_SECONDS };

export default defineCommand({
  name: 'cert sign',
  summary: 'Show what a certificate says, check it, and sign it in one role.',
  flags: {
    signer: { type: 'string', description: 'The role: HOLMES, WAT-SUM …', valueHint: 'ROLE', required: true },
    key: {
      type: 'string',
      description: 'The private key of that role; the public one with --signer-cmd',
      valueHint: 'FILE',
      required: true,
    },
    'signer-cmd': {
      type: 'string',
      description: 'A program that signs standard input, as a JSON list of its arguments',
      valueHint: 'JSON',
    },
    ...IN_FLAG,
    ...TRUST_FLAGS,
    ...JSON_FLAG,
  },
  positionals: [],
  examples: [
    'wesley cert sign --signer HOLMES --key holmes.pem --in SHIPME.md',
    `wesley cert sign --signer HOLMES --key holmes.pem.pub --signer-cmd '["kms-sign","holmes"]'`,
  ],

  async run(input, world): Promise<ExitCode> {
    const role = input.text('signer') ?? '';
    if (!ROLE_SHAPE.test(role)) {
      world.log.error(`--signer: ${JSON.stringify(role)} is no role; write HOLMES or WAT-SUM`);
      return EXIT.input;
    }
    const opened = openCertificate(input, world);
    if (opened.envelope === null) return printRefusal(opened.refusal, input, world);
    const trust = trustFor(input, world);
    if (trust !== null && 'code' in trust) return printRefusal(trust, input, world);
    const objection = await objectionTo(opened.envelope, role, trust, world);
    if (objection !== null) return printRefusal(objection, input, world);
    world.log.info(renderHeader(opened.envelope));
    const signed = await sign(opened.envelope, role, { input, trust, world });
    if ('code' in signed) return printRefusal(signed, input, world);
    await world.files.write(opened.path, renderCertificate(signed));
    return report(signed, role, input, world);
  },
});

/**
 * A signer needs no trust store; one that is named, or lies where we look, is used. It needs no pin here: whoever
 * verifies has a store of their own, and this one can only keep the signer from a mistake.
 */
function trustFor(input: Input, world: World): Trust | Refusal | null {
  const { trust, refusal } = findTrust(input, world, NO_USE);
  if (trust !== null) return trust;
  return input.text('trust') !== null || refusal.code !== 'E_TRUST_MISSING' ? refusal : null;
}

/** Every check but that of the signature which is about to be made. */
async function objectionTo(
  envelope: Envelope,
  role: Role,
  trust: Trust | null,
  world: World,
): Promise<Refusal | null> {
  const { predicate } = envelope.payload;
  const before = envelope.signatures.find((signature) => signature.role === role);
  if (before) return refusal('E_SIGNED_ALREADY', `${role} with ${before.keyid}`);
  const late = judgeTime(predicate.time, trust ?? DEFAULT_LIMITS, world.clock.nowMs());
  if (late !== null) return late;
  const artifacts = readArtifacts(envelope, world);
  if (artifacts.refusal !== null) return artifacts.refusal;
  if (artifacts.files === null)
    world.log.warn('The certified files are not here; only the certificate was checked.');
  // Nobody need have run `cert create`: whoever signs vouches for the facts, so they are compared here as well.
  const invented =
    artifacts.files === null ? null : inventedIn(predicate, artifacts.files, await loadTargets());
  if (invented !== null) return refusal('E_FACTS', invented.fault);
  if (trust !== null) return judgePresentSignatures(envelope, trust);
  if (envelope.signatures.length > 0)
    world.log.warn('No trust store: the signatures that are there were not checked.');
  return null;
}

interface Signing {
  readonly input: Input;
  readonly trust: Trust | null;
  readonly world: World;
}

async function sign(envelope: Envelope, role: Role, signing: Signing): Promise<Envelope | Refusal> {
  const { input, trust, world } = signing;
  const path = input.text('key') ?? '';
  const holder = await findHolder(path, input, world);
  if (holder.role !== null && holder.role !== role)
    return refusal('E_ROLE_MISMATCH', `${path} is the key of ${holder.role}, not of ${role}`);
  const objection = trust === null ? null : objectionToKey(trust, holder.publicKey, role);
  if (objection !== null) return objection;
  const second = refuseSecond(envelope, role, holder.publicKey);
  if (second !== null) return second;
  const sig = await holder.sign(signedBytes(envelope.payload));
  const signed = addSignature(envelope, { role, publicKey: holder.publicKey, sig });
  return signed.envelope ?? signed.refusal;
}

function report(envelope: Envelope, role: Role, input: Input, world: World): ExitCode {
  const keyId = envelope.signatures.find((signature) => signature.role === role)?.keyid ?? null;
  const roles = new Set(envelope.signatures.map((signature) => signature.role));
  const missing = REQUIRED_ROLES.filter((due) => !roles.has(due));
  if (input.on('json'))
    world.out(
      jsonText({ verdict: 'SIGNED', code: null, message: `Signed as ${role}.`, role, keyId, missing }),
    );
  else
    world.out(
      `Signed as ${role} with ${keyId}.${missing.length ? ` Still missing: ${missing.join(', ')}.` : ''}\n`,
    );
  return EXIT.ok;
}
