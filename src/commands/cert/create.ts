import { dirname } from 'node:path/posix';
import { InputRefused } from '../../base/diagnostic.ts';
import { sha256 } from '../../base/digest.ts';
import { EXIT, type ExitCode } from '../../base/exit.ts';
import { Failure } from '../../base/failure.ts';
import { jsonText } from '../../base/json-text.ts';
import { readStrictJson } from '../../base/strict-json.ts';
import { createFrom } from '../../certificate/create.ts';
import { inventedIn } from '../../certificate/invented.ts';
import { checkArtifacts } from '../../certificate/manifest.ts';
import { parseCertificate } from '../../certificate/parse.ts';
import { refusal } from '../../certificate/refusal.ts';
import { loadTargets } from '../../targets/index.ts';
import type { World } from '../../world/world.ts';
import { defineCommand } from '../line/command.ts';
import { JSON_FLAG, printRefusal } from '../outputs/verdict.ts';

const MAX_FACTS_BYTES = 256 * 1024;
const MAX_DEPTH = 32;

export default defineCommand({
  name: 'cert create',
  summary: 'Write the unsigned certificate of what `certify` has measured.',
  flags: {
    facts: {
      type: 'string',
      description: 'facts.json in .wesley/certified/<id>',
      valueHint: 'FILE',
      required: true,
    },
    out: { type: 'string', description: 'The certificate', valueHint: 'FILE', default: 'SHIPME.md' },
    ...JSON_FLAG,
  },
  positionals: [],
  examples: ['wesley cert create --facts .wesley/certified/01KAH5CT0000000000000000XY/facts.json'],

  async run(input, world): Promise<ExitCode> {
    const path = input.text('facts') ?? '';
    const created = readFacts(path, world);
    if (created.text === null) {
      world.log.error(`${path}: ${created.fault}`);
      return EXIT.input;
    }
    const { envelope } = parseCertificate(new TextEncoder().encode(created.text));
    if (envelope === null) throw new Error('what was just written cannot be read');
    const { certificate } = envelope.payload.predicate;
    const folder = dirname(path);
    const files = world.guarded.readFolder(folder) ?? new Map();
    const objection = checkArtifacts(files, envelope.payload.predicate);
    if (objection !== null) return printRefusal(objection, input, world);
    const targets = await loadTargets();
    const invented = inventedIn(envelope.payload.predicate, files, targets);
    if (invented?.in === 'rehearsal') throw noRehearsal(folder, invented.fault);
    if (invented !== null) return printRefusal(refusal('E_FACTS', invented.fault), input, world);
    const out = input.text('out') ?? 'SHIPME.md';
    await world.files.write(out, created.text);
    if (input.on('json'))
      world.out(jsonText({ certificate: certificate.id, path: out, digest: sha256(created.text) }));
    else world.out(`${out}: certificate ${certificate.id}, not signed yet\n`);
    return EXIT.ok;
  },
});

function readFacts(path: string, world: World): ReturnType<typeof createFrom> {
  const bytes = world.guarded.read(path, { maxBytes: MAX_FACTS_BYTES, links: 'refuse' });
  if (bytes === null) throw new Failure('file-unreadable', `${path} does not exist`);
  const json = readStrictJson(bytes, MAX_DEPTH);
  return json.refusal === null ? createFrom(json.value) : { text: null, fault: `it is ${json.refusal}` };
}

/** Of a rehearsal among the certified files that is none. */
const noRehearsal = (folder: string, fault: string): InputRefused =>
  new InputRefused([
    {
      code: 'INVALID_REALM',
      message: `${folder === '.' ? '' : `${folder}/`}${fault}.`,
      span: null,
      hint: 'Certify again: the file is not to be edited.',
    },
  ]);
