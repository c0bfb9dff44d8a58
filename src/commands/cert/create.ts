import { dirname, join } from 'node:path/posix';
import type { Json } from '../../base/canonical-json.ts';
import { InputRefused } from '../../base/diagnostic.ts';
import { digestOf, sha256 } from '../../base/digest.ts';
import { EXIT, type ExitCode } from '../../base/exit.ts';
import { Failure } from '../../base/failure.ts';
import { jsonText } from '../../base/json-text.ts';
import { readStrictJson } from '../../base/strict-json.ts';
import { artifactsOf } from '../../certificate/artifacts.ts';
import { createFrom } from '../../certificate/create.ts';
import { checkArtifacts, FACTS_FILE } from '../../certificate/manifest.ts';
import { measuredFacts } from '../../certificate/measured-facts.ts';
import { parseCertificate } from '../../certificate/parse.ts';
import { MANIFEST_FILE, type Predicate } from '../../certificate/payload.ts';
import { refusal } from '../../certificate/refusal.ts';
import { readChain } from '../../evidence/chain.ts';
import { type EvidenceRecord, recordOf } from '../../evidence/record.ts';
import { loadTargets } from '../../targets/index.ts';
import type { Target } from '../../targets/target.ts';
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
    const invented = inventedIn(envelope.payload.predicate, { files, folder, targets });
    if (invented !== null) return printRefusal(refusal('E_FACTS', invented), input, world);
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

const REALM = 'realm.json';
const MEASURED = ['locks', 'shadowRealm', 'tests'] as const;

interface Certified {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly folder: string;
  readonly targets: readonly Target[];
}

/**
 * The first group of facts that the certified files do not bear out: `facts.json` itself is certified by nobody.
 *
 * @throws {InputRefused} where the rehearsal among them is none.
 */
function inventedIn(predicate: Predicate, { files, folder, targets }: Certified): string | null {
  const { manifest, evidence } = predicate.artifacts;
  if (evidence === null) return 'artifacts names no evidence';
  const certified = new Map([...files].filter(([path]) => path !== MANIFEST_FILE && path !== FACTS_FILE));
  if (!isSame(artifactsOf({ files: certified, manifest, evidence }, targets), predicate.artifacts))
    return 'artifacts holds digests of other files';
  const chain = readChain(files.get('evidence.jsonl') ?? new Uint8Array(), evidence);
  if (typeof chain === 'string') return `evidence.jsonl is ${chain}`;
  const found = recordOf('rehearsal', { chain, files, run: predicate.certificate.id });
  if (found.record !== null) return unlike(predicate, found.record);
  if (found.at === 'chain') return found.fault;
  const message = `${join(folder, REALM)}${found.fault}`;
  throw new InputRefused([
    { code: 'INVALID_REALM', message, span: null, hint: 'Certify again: the file is not to be edited.' },
  ]);
}

/** The first group of facts that a rehearsal does not bear out. */
function unlike(
  predicate: Predicate,
  { subject, body }: Extract<EvidenceRecord, { kind: 'rehearsal' }>,
): string | null {
  const measured = measuredFacts(body);
  const differs = MEASURED.find((group) => !isSame(measured[group], predicate[group]));
  return differs === undefined ? null : `${differs} is not what ${subject} says`;
}

const isSame = (a: object, b: object): boolean => digestOf(a as Json) === digestOf(b as Json);
