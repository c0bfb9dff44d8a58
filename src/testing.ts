import { expect } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pgtap } from '@electric-sql/pglite-pgtap';
import { renderDiagnostic } from './base/diagnostic.ts';
import { compile } from './ir/compile.ts';
import type { Schema } from './ir/schema.ts';
import { readSdl } from './sdl/read.ts';
import { loadParser } from './sql/parser.ts';
import type { Session } from './world/engine.ts';

/** For tests only: fixtures as schemas, and one embedded server for each test file. */

export const FIXTURES = join(import.meta.dir, '..', 'fixtures');

/** Names of the folders under `fixtures/<theme>`. */
export const stories = (theme: 'schemas' | 'changes'): readonly string[] =>
  readdirSync(join(FIXTURES, theme)).sort();

/** Compiles SDL. A problem in it fails the test, with the message that a user would see. */
export async function schemaFrom(sdl: string, source = 'schema.graphql'): Promise<Schema> {
  await loadParserForTests();
  const document = readSdl(sdl, source);
  const schema = document.value ? compile(document.value, { scalars: {} }) : document;
  if (schema.value && 'objects' in schema.value) return schema.value;
  throw new Error(schema.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, () => sdl)).join('\n'));
}

/** `fixtureSchema('schemas/billing/schema.graphql')`. */
export const fixtureSchema = async (path: string): Promise<Schema> =>
  schemaFrom(readFileSync(join(FIXTURES, path), 'utf8'), path);

export async function loadParserForTests(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve('libpg-query/wasm/libpg-query.wasm');
  await loadParser(readFileSync(wasm));
}

/** An embedded server with pgTAP in the schema `tap`. Only tests put that schema into their search_path. */
export async function openTestServer(): Promise<PGlite> {
  const server = new PGlite({ extensions: { pgtap } });
  await server.exec('create schema tap; create extension pgtap schema tap;');
  return server;
}

/**
 * Compares a text with `snapshots/<path>`. `UPDATE_SNAPSHOTS=1 bun test` writes it instead: read the difference before
 * it is committed.
 */
export function expectSnapshot(path: string, text: string): void {
  const file = join(FIXTURES, '..', 'snapshots', path);
  if (process.env['UPDATE_SNAPSHOTS'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : `${path} is missing`);
}

/** The server as the stages see it. */
export const sessionOn = (server: PGlite): Session => ({
  query: async <Row extends object>(sql: string, values?: readonly unknown[]) =>
    (await server.query<Row>(sql, [...(values ?? [])], { parsers: { 20: String } })).rows,
  run: async (script) => (await server.exec(script)).at(-1)?.affectedRows ?? 0,
  results: async (script) => (await server.exec(script)).map(({ rows }) => rows),
  [Symbol.asyncDispose]: async () => {},
});

/** Runs `use` inside a transaction that is always rolled back. */
export async function rolledBack<T>(server: PGlite, use: () => Promise<T>): Promise<T> {
  await server.exec('begin');
  try {
    return await use();
  } finally {
    await server.exec('rollback');
  }
}
