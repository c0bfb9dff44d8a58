import { parseCertificate } from '../certificate/parse.ts';
import {
  refusedVerdict,
  type Verdict,
  type VerifiedCertificate,
  verifyCertificate,
} from '../certificate/verify.ts';
import { defineCommand, type Input, type World } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { findCertificate, readArtifacts } from './find-certificate.ts';
import { findTrust, TRUST_FLAGS } from './find-trust.ts';
import { IN_FLAG, JSON_FLAG, printJson, printRefusal } from './verdict-output.ts';

export default defineCommand({
  name: 'cert verify',
  summary: 'Check every byte of a certificate, its signatures, roles and time.',
  flags: {
    ...IN_FLAG,
    ...TRUST_FLAGS,
    env: { type: 'string', description: 'The environment it must be for', valueHint: 'NAME' },
    ...JSON_FLAG,
  },
  positionals: [],
  examples: [
    'wesley cert verify --in SHIPME.md --trust trust.json',
    'wesley cert verify --env production --json',
  ],

  async run(input, world): Promise<ExitCode> {
    const verdict = judge(input, world);
    if (verdict.verdict === 'REFUSED') return printRefusal(verdict, input, world);
    if (input.on('json')) printJson(world, { ...verdict, certificate: summary(verdict.certificate) });
    else world.out(`VALID ${verdict.message}\n`);
    return EXIT.ok;
  },
});

/** The verdict on the certificate that the flags name, under the trust store that binds here. */
export function judge(input: Input, world: World): Verdict {
  const found = findCertificate(input, world);
  if (found.bytes === null) return refusedVerdict(found.refusal);
  const parsed = parseCertificate(found.bytes);
  const environment = input.text('env');
  const certified = parsed.envelope?.payload.predicate.target.environment ?? null;
  const { trust, refusal } = findTrust(input, world, environment ?? certified);
  // What is wrong with the file itself is said first: it holds under any trust store.
  if (parsed.refusal !== null) return refusedVerdict(parsed.refusal);
  if (trust === null) return refusedVerdict(refusal);
  const verdict = verifyCertificate(found.bytes, trust, { nowMs: world.clock.nowMs(), environment });
  if (verdict.verdict === 'REFUSED') return verdict;
  const artifacts = readArtifacts(parsed.envelope, world);
  return artifacts.refusal === null ? verdict : refusedVerdict(artifacts.refusal);
}

function summary({ predicate, digest, signers, trustDigest }: VerifiedCertificate): object {
  const { certificate, target, time } = predicate;
  return {
    id: certificate.id,
    sequence: certificate.sequence,
    digest,
    environment: target.environment,
    issuedAt: time.issuedAt,
    expiresAt: time.expiresAt,
    signers,
    trustDigest,
  };
}
