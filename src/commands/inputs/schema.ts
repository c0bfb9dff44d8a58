import { type Diagnostic, InputRefused } from '../../base/diagnostic.ts';
import { compile } from '../../ir/compile.ts';
import type { CarriedObject, Schema } from '../../ir/schema.ts';
import { schemaOf } from '../../ir/schema-of.ts';
import type { Document } from '../../sdl/document.ts';
import { readSdl } from '../../sdl/read.ts';
import type { ReadInput } from '../../world/git.ts';
import type { World } from '../../world/world.ts';
import type { Config } from './config-schema.ts';

/** A compiled schema and the text it came from, for messages that point into it. */
export interface LoadedSchema {
  readonly schema: Schema;
  readonly source: string;
  readonly text: string;
}

/** The same with the bytes of its files, as they were read. */
export interface LoadedFile extends LoadedSchema {
  readonly bytes: Uint8Array;
  /** Files that belong to it: what the configuration names as `carried`. */
  readonly beside: readonly ReadInput[];
}

/** Reads and compiles a schema file. @throws {InputRefused} with every problem found in it. */
export async function loadSchema(path: string, config: Config, world: World): Promise<LoadedFile> {
  // The SQL parser's WASM compiles on another thread while GraphQL is read.
  const parser = world.loadSqlParser();
  const bytes = await world.files.readBytes(path);
  const text = world.files.decode(bytes, path);
  const document = readDocument(text, path);
  await parser;
  const loaded = compiled(document, text, path, config);
  const beside = await carriedFile(path, config, world);
  const objects =
    beside?.bytes == null
      ? []
      : await carriedObjects(world.files.decode(beside.bytes, beside.path), beside.path);
  return {
    ...loaded,
    schema: objects.length === 0 ? loaded.schema : schemaOf([...loaded.schema.objects, ...objects]),
    bytes,
    beside: beside === null ? [] : [beside],
  };
}

/**
 * Where the file lies that says what a schema file can't: as configured, else beside the schema file. `null` where the
 * configuration says that there is none.
 */
export function carriedPath(schemaPath: string, config: Config): string | null {
  if (config.carried !== undefined) return config.carried;
  return `${/^(.*[/\\])?/.exec(schemaPath)?.[1] ?? ''}carried.sql`;
}

async function carriedFile(schemaPath: string, config: Config, world: World): Promise<ReadInput | null> {
  const path = carriedPath(schemaPath, config);
  if (path === null) return null;
  const isThere = config.carried !== undefined || (await world.files.exists(path)) === 'file';
  return { path, bytes: isThere ? await world.files.readBytes(path) : null };
}

/** The objects of `carried.sql`. @throws {InputRefused} when it can't be read. */
export async function carriedObjects(text: string, path: string): Promise<readonly CarriedObject[]> {
  const { readCarriedSql } = await import('../../ir/carried/script.ts');
  const read = readCarriedSql(text);
  if (typeof read !== 'string') return read;
  throw new InputRefused([
    {
      code: 'INVALID_SOURCE',
      message: `${path}: ${read}.`,
      span: null,
      hint: 'Leave the lines that begin with its marker as `wesley pull` wrote them, or pull again.',
    },
  ]);
}

/** The same for a text that is already here. Needs the SQL parser. */
export const compileText = (text: string, source: string, config: Config): LoadedSchema =>
  compiled(readDocument(text, source), text, source, config);

function readDocument(text: string, source: string): Document {
  const { value, diagnostics } = readSdl(text, source);
  if (value === null) throw refused(diagnostics, text, source);
  return value;
}

function compiled(document: Document, text: string, source: string, config: Config): LoadedSchema {
  const { value, diagnostics } = compile(document, { scalars: config.scalars });
  if (value === null) throw refused(diagnostics, text, source);
  return { schema: value, source, text };
}

const refused = (diagnostics: readonly Diagnostic[], text: string, source: string): InputRefused =>
  new InputRefused(diagnostics, { texts: new Map([[source, text]]) });
