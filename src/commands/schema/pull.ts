import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import type { Schema } from '../../ir/schema.ts';
import { generate } from '../../targets/generate.ts';
import type { World } from '../../world/world.ts';
import { introspectLive } from '../database/target/facts.ts';
import { loadConfig } from '../inputs/config.ts';
import { defineCommand, type Input } from '../line/command.ts';
import { DSN_FLAG } from '../line/dsn-flag.ts';
import { misuse } from '../line/misuse.ts';
import { carriedLines, filesOf, type Pulled, pulledFrom } from './pulled.ts';

export default defineCommand({
  name: 'pull',
  summary: 'Read a live database into a schema file, or into a snapshot that `plan --from` takes.',
  flags: {
    ...DSN_FLAG,
    format: {
      type: 'string',
      description:
        'ir: a snapshot; sdl: schema.graphql, carried.sql and wesley.config.json (default: sdl where --out is a folder, else ir)',
      valueHint: 'FORMAT',
    },
    out: {
      type: 'string',
      description: 'write it to this file, or with --format sdl into this folder, instead of stdout',
      valueHint: 'PATH',
    },
  },
  positionals: [],
  examples: [
    'wesley pull --dsn postgres://localhost/shop --format sdl --out .',
    'wesley pull --dsn postgres://localhost/shop --out snapshot.json',
  ],

  async run(input, world) {
    const format = input.text('format') ?? (await formatOf(input.text('out'), world));
    if (format !== 'ir' && format !== 'sdl')
      throw misuse(`--format takes ir or sdl, not "${format}".`, 'Write --format sdl for a schema file.');
    const { manage } = await loadConfig(input, world);
    const url = input.text('dsn') ?? '';
    if (format === 'sdl') await world.loadSqlParser();
    const engine = await world.openDatabase(url);
    const schema = await introspectLive(engine.session).finally(() => engine[Symbol.asyncDispose]());
    if (format === 'sdl') await writeFiles(pulledFrom(schema, manage), engine.major, input, world);
    else await writeSnapshot(schema, input, world);
    return EXIT.ok;
  },
});

async function formatOf(out: string | null, world: World): Promise<string> {
  if (out === null) return 'ir';
  return out.endsWith('.graphql') || out.endsWith('/') || (await world.files.exists(out)) === 'folder'
    ? 'sdl'
    : 'ir';
}

async function writeSnapshot(schema: Schema, input: Input, world: World): Promise<void> {
  const [file] = await generate(schema, ['ir']);
  const out = input.text('out');
  if (out === null) {
    world.out(file?.text ?? '', 'document');
    return;
  }
  await world.files.write(out, file?.text ?? '');
  world.out(input.on('json') ? jsonText({ tool: 'wesley', files: [out] }) : `${out}\n`);
}

/** Into a folder: schema.graphql with what belongs to it; without one the SDL alone goes to stdout. */
async function writeFiles(pulled: Pulled, major: number, input: Input, world: World): Promise<void> {
  const out = input.text('out');
  const database = withoutSecrets(input.text('dsn') ?? '');
  const carried = pulled.parts.map(({ object, reason }) => ({ object: object.id, reason }));
  if (out === null && input.on('json')) {
    world.out(jsonText({ tool: 'wesley', database, schema: pulled.sdl, carried }));
    return;
  }
  if (out === null) {
    world.out(pulled.sdl, 'document');
    if (pulled.parts.length > 0)
      world.log.warn(
        `${pulled.parts.length} objects are not in it, because the schema language can't say them: --out FOLDER writes them to carried.sql.`,
      );
    return;
  }
  const folder = out.endsWith('.graphql') ? (/^(.*)[/\\]/.exec(out)?.[1] ?? '.') : out;
  const files = filesOf(pulled, major).map((file) =>
    file.path === 'schema.graphql' && out.endsWith('.graphql')
      ? { ...file, path: out.slice(folder === '.' ? 0 : folder.length + 1) }
      : file,
  );
  const hasConfig = await anyOf(['wesley.config.json', 'wesley.config.ts'], folder, world);
  const written = files.filter(({ path }) => !(hasConfig && path === 'wesley.config.json'));
  await world.files.writeAll(folder, written);
  const paths = written.map(({ path }) => `${folder}/${path}`);
  if (input.on('json')) {
    world.out(jsonText({ tool: 'wesley', database, files: paths, carried }));
    return;
  }
  world.out(paths.map((path) => `${path}\n`).join(''));
  for (const line of carriedLines(pulled.parts)) world.log.info(`carried.sql: ${line}`);
}

async function anyOf(names: readonly string[], folder: string, world: World): Promise<boolean> {
  for (const name of names) if ((await world.files.exists(`${folder}/${name}`)) !== null) return true;
  return false;
}
