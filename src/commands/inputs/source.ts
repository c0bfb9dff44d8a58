import { InputRefused } from '../../base/diagnostic.ts';
import { engineOf } from '../../base/engines.ts';
import { Failure } from '../../base/failure.ts';
import { withoutSecrets } from '../../base/redact.ts';
import type { CarriedObject, Schema } from '../../ir/schema.ts';
import { schemaOf } from '../../ir/schema-of.ts';
import { dumpHead, packed } from '../../sql/dump.ts';
import type { World } from '../../world/world.ts';
import { introspectLive } from '../database/target/facts.ts';
import type { Input } from '../line/command.ts';
import { misuse } from '../line/misuse.ts';
import type { Config } from './config-schema.ts';
import { carriedObjects, carriedPath, compileText, type LoadedSchema, loadSchema } from './schema.ts';

/** A schema and where it came from. Its text is empty where it wasn't written in our language. */
export interface Source extends LoadedSchema {
  /** `git:HEAD`, `old.graphql`, `postgres://app@db/shop`: what the user is shown. */
  readonly label: string;
  /** Whether PostgreSQL printed it, so that it can be compared only with what PostgreSQL prints. */
  readonly fromCatalog: boolean;
  /** PostgreSQL's major version, of a live database. */
  readonly major?: number;
}

/** What `wesley baseline set` writes, and a deployment moves once it is there. */
export const BASELINE_FILE = '.wesley/baseline.json';

const EMPTY: Schema = { objects: [] };

const withoutText = (label: string, schema: Schema, fromCatalog: boolean): Source => ({
  label,
  schema,
  fromCatalog,
  source: label,
  text: '',
});

/**
 * Where a plan leads: `--to`, any source, or the schema file that `--schema` or the config names.
 *
 * @throws {InputRefused | Failure} when it can't be read, or when both flags are given.
 */
export async function targetOf(input: Input, config: Config, world: World): Promise<Source> {
  const [to, schema] = [input.text('to'), input.text('schema')];
  if (to !== null && schema !== null)
    throw misuse(
      '--to and --schema both name what to reach.',
      'Give one of them; --to takes a schema file, too.',
    );
  if (to !== null) return readSource(to, config.schema, config, world);
  return fromSdl(schema ?? config.schema, config, world);
}

const fromSdl = async (path: string, config: Config, world: World): Promise<Source> => ({
  ...(await loadSchema(path, config, world)),
  label: path,
  fromCatalog: false,
});

/**
 * Where a plan starts: `--from`, else the config's baseline, else what `wesley baseline set` wrote, else the schema file at
 * `git:HEAD`, else nothing.
 *
 * @throws {InputRefused | Failure} when the source can't be read.
 */
export async function baselineOf(
  named: string | null,
  schemaPath: string,
  config: Config,
  world: World,
): Promise<Source> {
  const written = (await world.files.exists(BASELINE_FILE)) === 'file' ? BASELINE_FILE : null;
  const source = named ?? config.baseline ?? written;
  if (source !== null) return readSource(source, schemaPath, config, world);
  try {
    return await readSource('git:HEAD', schemaPath, config, world);
  } catch (error) {
    if (error instanceof Failure && error.code === 'git-without-file')
      return readSource('empty', schemaPath, config, world);
    throw error;
  }
}

async function readSource(source: string, schemaPath: string, config: Config, world: World): Promise<Source> {
  if (source === 'empty') return withoutText('empty', EMPTY, false);
  if (engineOf(source) !== null) return readDatabase(source, world);
  if (source.startsWith('git:')) return fromGit(source.slice('git:'.length), schemaPath, config, world);
  if (/password\s*=/i.test(source)) {
    throw refused(
      `"${withoutSecrets(source)}" is no source.`,
      'Write a database as a URL: postgres://user@host/database.',
    );
  }
  const kind = await world.files.exists(source);
  if (kind === 'folder' || source.endsWith('.sql') || (kind === 'file' && (await isDump(source, world)))) {
    const { readMigrations } = await import('./read-migrations.ts');
    return withoutText(source, await readMigrations(source, world), true);
  }
  if (source.endsWith('.json')) return readSnapshot(source, world);
  return fromSdl(source, config, world);
}

/** Whether pg_dump wrote it, by what stands in it: dumps are called as people like, and schemas and snapshots are not. */
async function isDump(path: string, world: World): Promise<boolean> {
  if (/\.(?:graphqls?|gql|json)$/.test(path)) return false;
  const bytes = await world.files.readBytes(path);
  return packed(bytes) !== null || dumpHead(new TextDecoder().decode(bytes.subarray(0, 8192))) !== null;
}

async function fromGit(revision: string, path: string, config: Config, world: World): Promise<Source> {
  const text = await world.fileAtRevision(revision, path);
  await world.loadSqlParser();
  const compiled = compileText(text, `${path}@${revision}`, config);
  const carried = await carriedAt(revision, carriedPath(path, config), world);
  const schema = schemaOf([...compiled.schema.objects, ...carried]);
  return { ...compiled, schema, label: `git:${revision}`, fromCatalog: false };
}

async function carriedAt(
  revision: string,
  path: string | null,
  world: World,
): Promise<readonly CarriedObject[]> {
  if (path === null) return [];
  try {
    return await carriedObjects(await world.fileAtRevision(revision, path), path);
  } catch (error) {
    if (error instanceof Failure && error.code === 'git-without-file') return [];
    throw error;
  }
}

async function readDatabase(url: string, world: World): Promise<Source> {
  const engine = await world.openDatabase(url);
  try {
    const schema = await introspectLive(engine.session);
    return { ...withoutText(withoutSecrets(url), schema, true), major: engine.major };
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

async function readSnapshot(path: string, world: World): Promise<Source> {
  // Its schema is code that no other source needs.
  const [{ readIr }, text] = await Promise.all([import('../../ir/snapshot.ts'), world.files.read(path)]);
  const snapshot = readIr(text);
  if (typeof snapshot === 'string')
    throw refused(`${path}: ${snapshot}`, 'Make one with `wesley transform --target ir` or `wesley pull`.');
  return withoutText(path, snapshot.schema, snapshot.fromCatalog);
}

const refused = (message: string, hint: string): InputRefused =>
  new InputRefused([{ code: 'INVALID_SOURCE', message, span: null, hint }]);
