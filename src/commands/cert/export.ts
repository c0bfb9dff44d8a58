import { toBase64 } from '../../base/base64.ts';
import { canonicalJson, type Json } from '../../base/canonical-json.ts';
import { EXIT, type ExitCode } from '../../base/exit.ts';
import { payloadBytes } from '../../certificate/envelope.ts';
import { openCertificate } from '../inputs/certificate.ts';
import { defineCommand } from '../line/command.ts';
import { IN_FLAG, printRefusal } from '../outputs/verdict.ts';

export default defineCommand({
  name: 'cert export',
  summary: 'Write the certificate as a DSSE envelope, which in-toto tools read.',
  flags: {
    ...IN_FLAG,
    dsse: { type: 'boolean', description: 'The only format there is', default: true },
    out: { type: 'string', description: 'The envelope; else standard output', valueHint: 'FILE' },
  },
  positionals: [],
  examples: ['wesley cert export --dsse --in SHIPME.md --out shipme.dsse.json'],

  // The same signatures fit: they cover the payload's bytes, and only the envelope spells those in base64.
  async run(input, world): Promise<ExitCode> {
    const { envelope, refusal } = openCertificate(input, world);
    if (envelope === null) return printRefusal(refusal, input, world);
    const dsse: Json = {
      payload: toBase64(payloadBytes(envelope.payload)),
      payloadType: envelope.payloadType,
      signatures: envelope.signatures.map(({ keyid, sig }) => ({ keyid, sig })),
    };
    const text = `${canonicalJson(dsse)}\n`;
    const out = input.text('out');
    if (out === null) world.out(text, 'document');
    else await world.files.write(out, text);
    return EXIT.ok;
  },
});
