import { InputRefused } from '../../base/diagnostic.ts';
import { engineOf } from '../../base/engines.ts';
import { Failure } from '../../base/failure.ts';
import { withoutSecrets } from '../../base/redact.ts';
import type { Schema } from '../../ir/schema.ts';
import type { World } from '../../world/world.ts';
import { introspectLive } from '../database/target/facts.ts';
import type { Config } from './config-schema.ts';
import { compileText, loadSchema } from './schema.ts';

/** A schema and where it came from. */
export interface Source {
  /** `git:HEAD`, `old.graphql`, `postgres://app@db/shop`: what the user is shown. */
  readonly label: string;
  readonly schema: Schema;
  /** Whether PostgreSQL printed it, so that it can be compared only with what PostgreSQL prints. */
  readonly fromCatalog: boolean;
}

const EMPTY: Schema = { objects: [] };

/**
 * Where a plan starts: `--from`, else the config's baseline, else the schema file at `git:HEAD`, else nothing.
 *
 * @throws {InputRefused | Failure} when the source can't be read.
 */
export async function baselineOf(
  named: string | null,
  schemaPath: string,
  config: Config,
  world: World,
): Promise<Source> {
  const source = named ?? config.baseline;
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
  if (source === 'empty') return { label: 'empty', schema: EMPTY, fromCatalog: false };
  if (engineOf(source) !== null) return readDatabase(source, world);
  if (source.startsWith('git:')) {
    const text = await world.fileAtRevision(source.slice('git:'.length), schemaPath);
    await world.loadSqlParser();
    return {
      label: source,
      schema: compileText(text, `${schemaPath}@${source.slice(4)}`, config).schema,
      fromCatalog: false,
    };
  }
  if (/password\s*=/i.test(source)) {
    throw refused(
      `"${withoutSecrets(source)}" is no source.`,
      'Write a database as a URL: postgres://user@host/database.',
    );
  }
  const kind = await world.files.exists(source);
  if (kind === 'folder' || source.endsWith('.sql')) {
    const { readMigrations } = await import('./read-migrations.ts');
    return { label: source, schema: await readMigrations(source, world), fromCatalog: true };
  }
  if (source.endsWith('.json')) return readSnapshot(source, world);
  return { label: source, schema: (await loadSchema(source, config, world)).schema, fromCatalog: false };
}

async function readDatabase(url: string, world: World): Promise<Source> {
  const engine = await world.openDatabase(url);
  try {
    return { label: withoutSecrets(url), schema: await introspectLive(engine.session), fromCatalog: true };
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
  return { label: path, ...snapshot };
}

const refused = (message: string, hint: string): InputRefused =>
  new InputRefused([{ code: 'INVALID_SOURCE', message, span: null, hint }]);
