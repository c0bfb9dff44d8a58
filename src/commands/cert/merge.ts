import { EXIT, type ExitCode } from '../../base/exit.ts';
import { Failure } from '../../base/failure.ts';
import { jsonText } from '../../base/json-text.ts';
import { MAX_FILE_BYTES, parseCertificate } from '../../certificate/parse.ts';
import { refusal } from '../../certificate/refusal.ts';
import { renderCertificate } from '../../certificate/render.ts';
import { mergeEnvelopes } from '../../certificate/sign.ts';
import { defineCommand } from '../line/command.ts';
import { JSON_FLAG, printRefusal } from '../outputs/verdict.ts';

export default defineCommand({
  name: 'cert merge',
  summary: 'Join the signatures of copies of one certificate that were signed apart.',
  flags: {
    in: {
      type: 'string',
      description: 'A copy; give two or more',
      valueHint: 'FILE',
      required: true,
      repeatable: true,
    },
    out: {
      type: 'string',
      description: 'The certificate with all signatures',
      valueHint: 'FILE',
      default: 'SHIPME.md',
    },
    ...JSON_FLAG,
  },
  positionals: [],
  examples: ['wesley cert merge --in holmes/SHIPME.md --in wat-sum/SHIPME.md --out SHIPME.md'],

  async run(input, world): Promise<ExitCode> {
    const copies = input.all('in').map((path) => {
      const bytes = world.guarded.read(path, { maxBytes: MAX_FILE_BYTES, links: 'refuse' });
      if (bytes === null) throw new Failure('file-unreadable', `${path} does not exist`);
      return parseCertificate(bytes);
    });
    const [first, ...others] = copies;
    if (first === undefined || others.length === 0)
      return printRefusal(refusal('E_MERGE', 'give --in twice or more'), input, world);
    let merged = first;
    for (const copy of others) {
      if (merged.envelope === null) break;
      merged = copy.envelope === null ? copy : mergeEnvelopes(merged.envelope, copy.envelope);
    }
    if (merged.envelope === null) return printRefusal(merged.refusal, input, world);
    const out = input.text('out') ?? 'SHIPME.md';
    await world.files.write(out, renderCertificate(merged.envelope));
    const roles = merged.envelope.signatures.map(({ role }) => role);
    if (input.on('json')) world.out(jsonText({ path: out, roles }));
    else world.out(`${out}: signed as ${roles.join(', ') || 'nobody'}\n`);
    return EXIT.ok;
  },
});
