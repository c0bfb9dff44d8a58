import { positionAt } from '../../base/span.ts';
import { readSdl } from '../../sdl/read.ts';
import { loadParser } from '../../sql/parser.ts';
import { compile } from '../compile.ts';
import type { ObjectKind, Schema, SchemaObject } from '../schema.ts';

/** For tests only. */

/** The compiler needs the SQL parser for the SQL in a schema. */
export async function loadParserOnly(): Promise<void> {
  await loadParser(
    await Bun.file(Bun.resolveSync('libpg-query/wasm/libpg-query.wasm', import.meta.dir)).bytes(),
  );
}

// Scalars as a configuration could define them.
const SCALARS = {
  Email: { type: 'text' },
  Short: { type: 'varchar(20)' },
  Evil: { type: 'text; drop table x' },
  Odd: { type: 'nosuch' },
};

function compiled(sdl: string): ReturnType<typeof compile> {
  const document = readSdl(sdl, 'a.graphql');
  if (document.value === null) throw new Error(document.diagnostics[0]?.message);
  return compile(document.value, { scalars: SCALARS });
}

export function schemaFor(sdl: string): Schema {
  const { value, diagnostics } = compiled(sdl);
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

export const objectsFor = <Kind extends ObjectKind>(
  kind: Kind,
  sdl: string,
): readonly Extract<SchemaObject, { kind: Kind }>[] =>
  schemaFor(sdl).objects.filter(
    (object): object is Extract<SchemaObject, { kind: Kind }> => object.kind === kind,
  );

/** Place and code of every diagnostic: `2:6 INVALID_TYPE`. */
export const problems = (sdl: string): readonly string[] =>
  compiled(sdl).diagnostics.map(({ code, span }) => {
    const { line, column } = positionAt(sdl, span?.start ?? 0);
    return `${line}:${column} ${code}`;
  });

/** The first hint, which must be there. */
export function hintFor(sdl: string): string {
  const hint = compiled(sdl).diagnostics[0]?.hint;
  if (typeof hint !== 'string') throw new Error('nothing is reported, or without a hint');
  return hint;
}

/** The type `A` with its fields on the second line, behind two spaces. */
export const table = (fields: string, directives = ''): string =>
  `type A @wes_table ${directives} {\n  ${fields}\n}`;
