import { type Diagnostic, InputRefused } from '../../base/diagnostic.ts';
import { compile } from '../../ir/compile.ts';
import type { Schema } from '../../ir/schema.ts';
import type { Document } from '../../sdl/document.ts';
import { readSdl } from '../../sdl/read.ts';
import type { World } from '../../world/world.ts';
import type { Config } from './config-schema.ts';

/** A compiled schema and the text it came from, for messages that point into it. */
export interface LoadedSchema {
  readonly schema: Schema;
  readonly source: string;
  readonly text: string;
}

/** The same with the bytes of its file, as they were read. */
export interface LoadedFile extends LoadedSchema {
  readonly bytes: Uint8Array;
}

/** Reads and compiles a schema file. @throws {InputRefused} with every problem found in it. */
export async function loadSchema(path: string, config: Config, world: World): Promise<LoadedFile> {
  // The SQL parser's WASM compiles on another thread while GraphQL is read.
  const parser = world.loadSqlParser();
  const bytes = await world.files.readBytes(path);
  const text = world.files.decode(bytes, path);
  const document = readDocument(text, path);
  await parser;
  return { ...compiled(document, text, path, config), bytes };
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
