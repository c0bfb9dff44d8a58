import { type Explanation, entry, MANUAL } from '../base/codes.ts';

/** How a deployment may end besides what a certificate or a gate refuses. */
export const DEPLOY_CODES = {
  E_BUSY: entry(
    'Another deployment to this database is running.',
    'Wait for it, with --wait 5m for one; where its client was killed, the server ends what it was told first, or pg_terminate_backend() ends it.',
    `${MANUAL}/explicit-locking.html#ADVISORY-LOCKS`,
  ),
  E_POOLED: entry(
    'A pooler lends server processes to several clients: locks that keep a second deployment out would be left on one of them.',
    'Name the server itself or a pool in session mode (of PgBouncer: pool_mode = session).',
    'https://www.pgbouncer.org/features.html',
  ),
  E_LEDGER_FOREIGN: entry(
    'The schema `wesley` of the database holds what Wesley did not make there: somebody could act with the rights of whoever reads or writes it.',
    'Drop or rename what the message names, take the rights of others back, give the rest to the role that deploys or the owner of the database.',
    `${MANUAL}/ddl-priv.html`,
  ),
  E_READ_ONLY: entry(
    'The database takes no writes: it is a standby, or read-only.',
    'Name the primary.',
    `${MANUAL}/hot-standby.html`,
  ),
  E_DATABASE_ROLE: entry(
    'A policy names a role that the server does not have; Wesley creates none.',
    'Create the role.',
    `${MANUAL}/sql-createrole.html`,
  ),
  E_ROW_SECURITY: entry(
    'Row security hides rows from the deploying role, so a backfill would pass them over without an error.',
    'Deploy as a role with BYPASSRLS.',
    `${MANUAL}/ddl-rowsecurity.html`,
  ),
  E_LOCK_TIMEOUT: entry(
    'A step waited in vain for its lock, or for a transaction that was older than it; nobody was blocked for longer than its lock_timeout each time.',
    'End the transaction that the message names, or wait for its end, then deploy again.',
    `${MANUAL}/runtime-config-client.html#GUC-LOCK-TIMEOUT`,
  ),
  E_STEP_FAILED: entry(
    'PostgreSQL refused a step. Everything before it stands, nothing of it does.',
    'Mend what the message names, then deploy again: it goes on where it stopped.',
  ),
  E_TARGET_NOT_REACHED: entry(
    'Every step ran and the schema is another than the certified one: somebody else changes it.',
    'See `wesley drift`.',
  ),
} as const satisfies Readonly<Record<string, Explanation>>;

declare module '../base/codes.ts' {
  interface Codes extends Record<keyof typeof DEPLOY_CODES, true> {}
}
