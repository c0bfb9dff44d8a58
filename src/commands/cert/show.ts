import type { Json } from '../../base/canonical-json.ts';
import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { renderHeader } from '../../certificate/render.ts';
import { openCertificate } from '../inputs/certificate.ts';
import { defineCommand } from '../line/command.ts';
import { IN_FLAG, JSON_FLAG, printRefusal } from '../outputs/verdict.ts';

export default defineCommand({
  name: 'cert show',
  summary: 'Print what a certificate says, without judging who signed it.',
  flags: { ...IN_FLAG, ...JSON_FLAG },
  positionals: [],
  examples: ['wesley cert show', 'wesley cert show --in SHIPME.md --json'],

  async run(input, world): Promise<ExitCode> {
    const { envelope, refusal } = openCertificate(input, world);
    if (envelope === null) return printRefusal(refusal, input, world);
    world.log.warn('Not verified: run `wesley cert verify` before you believe it.');
    if (input.on('json')) world.out(jsonText(envelope as unknown as { readonly [key: string]: Json }));
    else world.out(renderHeader(envelope));
    return EXIT.ok;
  },
});
