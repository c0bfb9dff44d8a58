import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import type { World } from '../../world/world.ts';
import { loadConfig } from '../inputs/config.ts';
import { loadSchema } from '../inputs/schema.ts';
import { baselineOf } from '../inputs/source.ts';
import type { Input } from '../line/command.ts';
import { misuse } from '../line/misuse.ts';
import { driftText } from '../schema/drift.ts';
import { compareLive } from '../schema/planning/compare.ts';
import { carriedLines, filesOf, pulledFrom } from '../schema/pulled.ts';
import { told } from './hook/install-hook.ts';

/**
 * Adopts a database that is there: writes the files that say what it is, never over one that stands there, and compares the
 * schema file with it. Nothing is done to the database.
 */
export async function adoptDatabase(
  from: string,
  further: readonly (readonly [path: string, text: string, mode: number])[],
  input: Input,
  world: World,
): Promise<ExitCode> {
  const config = await loadConfig(input, world);
  await world.loadSqlParser();
  const source = await baselineOf(from, config.schema, config, world);
  if (!source.fromCatalog)
    throw misuse(
      `--from takes a database to adopt, not "${withoutSecrets(from)}".`,
      'Name a live database, a dump or SQL files; for a schema file there is nothing to adopt.',
    );
  const pulled = pulledFrom(source.schema, config.manage);
  const own = filesOf(pulled, source.major ?? config.postgres).map(
    ({ path, text }) => [path, text, 0o644] as const,
  );
  const isDry = input.on('dry-run');
  const rows = await writeFree([...own, ...further], isDry, world);
  const comparison = isDry ? null : await compareWritten(source.schema, input, world);
  const differences = comparison?.differences ?? [];
  const database = withoutSecrets(source.label);
  const carried = pulled.parts.map(({ object, reason }) => ({ object: object.id, reason }));
  if (input.on('json'))
    world.out(
      jsonText({
        tool: 'wesley',
        database,
        files: rows.map(({ path, written }) => ({ path, written })),
        carried,
        differences,
      }),
    );
  else world.out(rows.map(({ path, isFree }) => `${told(isFree, isDry)}  ${path}\n`).join(''));
  for (const line of carriedLines(pulled.parts)) world.log.info(`carried.sql: ${line}`);
  if (comparison === null) return EXIT.ok;
  if (differences.length === 0) {
    world.log.info('Adopted: change schema.graphql, then wesley plan --from URL --explain');
    return EXIT.ok;
  }
  if (!input.on('json')) world.out(driftText({ ...comparison, carried: [] }, database, config.schema));
  world.log.info('Change schema.graphql until `wesley drift --dsn URL` finds nothing.');
  return EXIT.drift;
}

type NewFile = readonly [path: string, text: string, mode: number];

/** Writes the files that are not there yet; a configuration in TypeScript is one, too. */
async function writeFree(files: readonly NewFile[], isDry: boolean, world: World) {
  const hasConfig = await isThere('wesley.config.ts', world);
  const rows: { readonly path: string; readonly isFree: boolean; readonly written: boolean }[] = [];
  for (const [path, text, mode] of files) {
    if (hasConfig && path === 'wesley.config.json') continue;
    const isFree = !(await isThere(path, world));
    if (isFree && !isDry) await world.files.write(path, text, { mode });
    rows.push({ path, isFree, written: isFree && !isDry });
  }
  return rows;
}

const isThere = async (path: string, world: World): Promise<boolean> =>
  (await world.files.exists(path)) !== null;

/** The schema file that lies there now against what was read. */
async function compareWritten(live: Parameters<typeof compareLive>[0], input: Input, world: World) {
  const config = await loadConfig(input, world);
  return compareLive(live, await loadSchema(config.schema, config, world), config, world);
}
