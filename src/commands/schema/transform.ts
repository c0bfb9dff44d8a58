import { InputRefused } from '../../base/diagnostic.ts';
import { sha256 } from '../../base/digest.ts';
import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { closest } from '../../base/suggest.ts';
import { schemaDigest } from '../../ir/schema-of.ts';
import { generateMapped } from '../../targets/generate.ts';
import { TARGETS } from '../../targets/index.ts';
import type { GeneratedFile } from '../../targets/target.ts';
import type { World } from '../../world/world.ts';
import { loadConfig } from '../inputs/config.ts';
import { loadSchema } from '../inputs/schema.ts';
import { defineCommand } from '../line/command.ts';

export default defineCommand({
  name: 'transform',
  summary: 'Turn a GraphQL schema into SQL, types, validators and tests.',
  flags: {
    schema: { type: 'string', description: 'the schema (default: schema.graphql)', valueHint: 'FILE' },
    target: {
      type: 'string',
      description: `comma-separated: ${Object.keys(TARGETS).join(', ')} (default: all)`,
      valueHint: 'LIST',
    },
    out: { type: 'string', description: 'output folder (default: generated)', valueHint: 'DIR' },
  },
  positionals: [],
  examples: [
    'wesley transform --schema schema.graphql --out generated',
    'wesley transform --schema schema.graphql --target postgres,typescript,zod --out generated',
  ],

  async run(input, world) {
    const config = await loadConfig(input, world);
    const names = targetNames(input.text('target'));
    const { schema } = await loadSchema(input.text('schema') ?? config.schema, config, world);
    const files = await generateMapped(schema, names);
    const out = input.text('out') ?? config.out;
    if (names.includes('pgtap')) await removeStaleTests(out, files, world);
    await world.files.writeAll(out, files);
    if (input.on('json')) {
      const rows = files.map(({ path, text }) => ({
        path: `${out}/${path}`,
        sha256: sha256(text),
        bytes: Buffer.byteLength(text),
      }));
      world.out(jsonText({ tool: 'wesley', schema: schemaDigest(schema), files: rows }));
    } else world.out(files.map(({ path }) => `${out}/${path}\n`).join(''));
    return EXIT.ok;
  },
});

function targetNames(csv: string | null): readonly string[] {
  const known = Object.keys(TARGETS);
  const names = csv === null ? known : csv.split(',').map((name) => name.trim());
  for (const name of names) {
    if (Object.hasOwn(TARGETS, name)) continue;
    const guess = closest(name, known);
    const hint = guess ? `Did you mean "${guess}"?` : `Use one of ${known.join(', ')}.`;
    throw new InputRefused([
      { code: 'UNKNOWN_TARGET', message: `Unknown target "${name}".`, span: null, hint },
    ]);
  }
  return [...new Set(names)];
}

/** A test of a table that is gone would fail for ever; the last evidence map says which files were ours. */
async function removeStaleTests(out: string, files: readonly GeneratedFile[], world: World): Promise<void> {
  const path = `${out}/evidence-map.json`;
  if ((await world.files.exists(path)) !== 'file') return;
  const known = (await world.files.read(path)).matchAll(/"path":"(tests\/[^"/\\]+\.sql)"/g);
  const now = new Set(files.map((file) => file.path));
  for (const [, old = ''] of known) if (!now.has(old)) await world.files.remove(`${out}/${old}`);
}
