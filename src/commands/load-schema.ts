import { type Diagnostic, InputRefused } from '../base/diagnostic.ts';
import { compile } from '../ir/compile.ts';
import type { Schema } from '../ir/schema.ts';
import { readSdl } from '../sdl/read.ts';
import type { World } from './command.ts';
import type { Config } from './config.ts';

/** A compiled schema and the text it came from, for messages that point into it. */
export interface LoadedSchema {
  readonly schema: Schema;
  readonly source: string;
  readonly text: string;
}

/** Reads and compiles a schema file. @throws {InputRefused} with every problem found in it. */
export async function loadSchema(path: string, config: Config, world: World): Promise<LoadedSchema> {
  const [text] = await Promise.all([world.files.read(path), world.loadSqlParser()]);
  return compileText(text, path, config);
}

/** The same for a text that is already here. */
export function compileText(text: string, source: string, config: Config): LoadedSchema {
  const refuse = (diagnostics: readonly Diagnostic[]): never => {
    throw new InputRefused(diagnostics, { texts: new Map([[source, text]]) });
  };
  const document = readSdl(text, source);
  if (document.value === null) return refuse(document.diagnostics);
  const schema = compile(document.value, { scalars: config.scalars });
  if (schema.value === null) return refuse(schema.diagnostics);
  return { schema: schema.value, source, text };
}
