import type { PGlite } from '@electric-sql/pglite';
import { createAllSql } from '../../ir/create-all.ts';
import type { Schema } from '../../ir/schema.ts';
import { insertRows } from '../../rows/insert.ts';
import { FILL, sampleSchema } from '../../rows/sample.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { openTestServer } from '../../testing.ts';
import type { GeneratedFile } from '../target.ts';

/** A server on which generated tests are run. */
export interface TestBench {
  readonly server: PGlite;
  load(schema: Schema, fill: number): Promise<void>;
  run(file: GeneratedFile): Promise<Report>;
  close(): Promise<void>;
}

export async function openBench(): Promise<TestBench> {
  const server = await openTestServer();
  return {
    server,
    load: (schema, fill) => load(server, schema, fill),
    run: (file) => run(server, file),
    close: () => server.close(),
  };
}

/** An empty database with the schema in it and `fill` rows in every table. */
async function load(server: PGlite, schema: Schema, fill: number): Promise<void> {
  const { rows } = await server.query<{ drop: string }>(
    `select format('drop schema %I cascade', nspname) as drop from pg_namespace where nspname !~ '^(pg_|information_schema|tap)'
     union all select format('drop role %I', rolname) from pg_roles where rolname like 'app\\_%'`,
  );
  await server.exec(
    `set search_path = public, tap; ${rows.map(({ drop }) => `${drop};`).join('')} create schema public;`,
  );
  const roles = new Set(schema.objects.flatMap((object) => (object.kind === 'policy' ? object.roles : [])));
  for (const role of roles) await server.exec(`create role ${quoteIdentifier(role)}`);
  await server.exec(createAllSql(schema));
  for (const { model, rows: made } of sampleSchema(schema, FILL(fill)).tables)
    await server.exec(insertRows(model, made));
}

export interface Report {
  readonly planned: number;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly rest: readonly string[];
}

async function run(server: PGlite, file: GeneratedFile): Promise<Report> {
  const results = await server.exec(file.text).catch(async (error: Error) => {
    await server.exec('rollback');
    throw new Error(`${file.path}: ${error.message}`);
  });
  const lines = results
    .flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)))
    .join('\n')
    .split('\n');
  return {
    planned: Number(lines.find((line) => line.startsWith('1..'))?.slice(3)),
    passed: lines.filter((line) => line.startsWith('ok ')),
    failed: lines.filter((line) => line.startsWith('not ok ')),
    rest: lines.filter((line) => line !== '' && !/^(?:ok |not ok |1\.\.)/.test(line)),
  };
}
