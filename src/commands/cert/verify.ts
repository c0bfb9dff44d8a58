import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import type { VerifiedCertificate } from '../../certificate/verify.ts';
import { judgeCertificate } from '../inputs/judge-certificate.ts';
import { TRUST_FLAGS } from '../inputs/trust.ts';
import { defineCommand } from '../line/command.ts';
import { IN_FLAG, JSON_FLAG, printRefusal } from '../outputs/verdict.ts';

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
    const { verdict } = judgeCertificate(input, world, {
      environment: input.text('env'),
      artifacts: 'if present',
    });
    if (verdict.verdict === 'REFUSED') return printRefusal(verdict, input, world);
    if (input.on('json')) world.out(jsonText({ ...verdict, certificate: summary(verdict.certificate) }));
    else world.out(`VALID ${verdict.message}\n`);
    return EXIT.ok;
  },
});

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
