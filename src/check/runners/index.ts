import { alembic } from './alembic.ts';
import { dbmate } from './dbmate.ts';
import { drizzle } from './drizzle.ts';
import { flyway } from './flyway.ts';
import { golangMigrate } from './golang-migrate.ts';
import { goose } from './goose.ts';
import { liquibase } from './liquibase.ts';
import { nodePgMigrate } from './node-pg-migrate.ts';
import { prisma } from './prisma.ts';
import { psql } from './psql.ts';
import { rails } from './rails.ts';
import type { MigrationFile, Runner } from './runner.ts';
import { sqlMigrate } from './sql-migrate.ts';
import { sqlx } from './sqlx.ts';
import { supabase } from './supabase.ts';

/** Runners that are recognised by what is in a file come before those recognised by a file's name. */
const RUNNERS: readonly Runner[] = [
  goose,
  dbmate,
  sqlMigrate,
  liquibase,
  drizzle,
  nodePgMigrate,
  sqlx,
  alembic,
  prisma,
  supabase,
  flyway,
  golangMigrate,
  rails,
  psql,
];

export const runnerNames: readonly string[] = RUNNERS.map(({ name }) => name);

export const runnerNamed = (name: string): Runner | null =>
  RUNNERS.find((runner) => runner.name === name) ?? null;

/** The first runner that recognises a file, or `null`. */
export const runnerOf = (file: MigrationFile): Runner | null =>
  RUNNERS.find((runner) => runner.recognises(file)) ?? null;
