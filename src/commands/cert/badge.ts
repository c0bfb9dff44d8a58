import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { renderBadge } from '../../certificate/badge.ts';
import { judgeCertificate } from '../inputs/judge-certificate.ts';
import { TRUST_FLAGS } from '../inputs/trust.ts';
import { defineCommand } from '../line/command.ts';
import { IN_FLAG } from '../outputs/verdict.ts';

export default defineCommand({
  name: 'cert badge',
  summary: 'Verify a certificate and draw the verdict as an SVG.',
  flags: {
    ...IN_FLAG,
    ...TRUST_FLAGS,
    env: { type: 'string', description: 'The environment it must be for', valueHint: 'NAME' },
    out: { type: 'string', description: 'The SVG; else standard output', valueHint: 'FILE' },
  },
  positionals: [],
  examples: ['wesley cert badge --trust trust.json --out shipme.svg'],

  // A refusal is drawn as well, in red: a badge from an earlier run must not stay green.
  async run(input, world): Promise<ExitCode> {
    const { verdict } = judgeCertificate(input, world, {
      environment: input.text('env'),
      artifacts: 'if present',
    });
    const svg = renderBadge(verdict);
    const out = input.text('out');
    if (out !== null) await world.files.write(out, svg);
    if (input.on('json')) {
      const { code, message } = verdict;
      world.out(
        jsonText({ verdict: verdict.verdict, code, message, path: out, svg: out === null ? svg : null }),
      );
    } else if (out === null) world.out(svg, 'document');
    if (verdict.verdict === 'VALID') return EXIT.ok;
    world.log.error(`${verdict.code}: ${verdict.message}`);
    return EXIT.certificate;
  },
});
