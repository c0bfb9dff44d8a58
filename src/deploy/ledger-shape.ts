/* The ledger's tables: the SQL that makes them, and the lines by which `ledger-check.ts` recognises them. */

/** The tables of the schema `wesley`, in the order in which they are locked. */
export const LEDGER_TABLES = ['identity', 'deployment', 'step'] as const;

/**
 * Makes what is missing. Names of types and functions are qualified, so that nothing in the schema `wesley` can stand
 * in for them.
 */
export const MAKE_LEDGER = `
  create schema if not exists wesley;
  create table if not exists wesley.identity (
    id pg_catalog.text primary key,
    made_at pg_catalog.timestamptz not null default pg_catalog.now()
  );
  create table if not exists wesley.deployment (
    certificate pg_catalog.text primary key,
    sequence pg_catalog.int8 not null,
    environment pg_catalog.text not null,
    plan pg_catalog.text not null,
    steps pg_catalog.int4 not null,
    begun_at pg_catalog.timestamptz not null default pg_catalog.now(),
    finished_at pg_catalog.timestamptz
  );
  create table if not exists wesley.step (
    certificate pg_catalog.text not null references wesley.deployment,
    step pg_catalog.text not null,
    position pg_catalog.int4 not null,
    begun_at pg_catalog.timestamptz not null default pg_catalog.now(),
    done_at pg_catalog.timestamptz,
    batches pg_catalog.int4,
    rows pg_catalog.int8,
    failed_at pg_catalog.timestamptz,
    error pg_catalog.text,
    primary key (certificate, step)
  )`;

/**
 * How to add columns that ledgers of earlier versions lack. `column` is the last one that the SQL adds: it is there
 * when all are.
 */
export const MENDS: readonly { readonly table: string; readonly column: string; readonly sql: string }[] = [
  {
    table: 'identity',
    column: 'given_by',
    sql: `alter table wesley.identity
      add column if not exists system_identifier pg_catalog.text,
      add column if not exists database_oid pg_catalog.int8,
      add column if not exists timeline pg_catalog.int8,
      add column if not exists given_by pg_catalog.text`,
  },
  {
    table: 'step',
    column: 'error',
    sql: `alter table wesley.step
      add column if not exists failed_at pg_catalog.timestamptz,
      add column if not exists error pg_catalog.text`,
  },
];

/** Lines that every ledger has, also one of an earlier version. */
export const REQUIRED: readonly string[] = [
  'table wesley.identity',
  'column wesley.identity.id text not null',
  'column wesley.identity.made_at timestamp with time zone not null default now()',
  'constraint on wesley.identity: PRIMARY KEY (id)',
  'table wesley.deployment',
  'column wesley.deployment.certificate text not null',
  'column wesley.deployment.sequence bigint not null',
  'column wesley.deployment.environment text not null',
  'column wesley.deployment.plan text not null',
  'column wesley.deployment.steps integer not null',
  'column wesley.deployment.begun_at timestamp with time zone not null default now()',
  'column wesley.deployment.finished_at timestamp with time zone',
  'constraint on wesley.deployment: PRIMARY KEY (certificate)',
  'table wesley.step',
  'column wesley.step.certificate text not null',
  'column wesley.step.step text not null',
  'column wesley.step.position integer not null',
  'column wesley.step.begun_at timestamp with time zone not null default now()',
  'column wesley.step.done_at timestamp with time zone',
  'column wesley.step.batches integer',
  'column wesley.step.rows bigint',
  'constraint on wesley.step: PRIMARY KEY (certificate, step)',
  'constraint on wesley.step: FOREIGN KEY (certificate) REFERENCES wesley.deployment(certificate)',
];

/** Lines of the columns that MENDS adds. */
export const MENDED: readonly string[] = [
  'column wesley.identity.system_identifier text',
  'column wesley.identity.database_oid bigint',
  'column wesley.identity.timeline bigint',
  'column wesley.identity.given_by text',
  'column wesley.step.failed_at timestamp with time zone',
  'column wesley.step.error text',
];
