import { toPlainText } from '../base/plain-text.ts';
import type { Session } from '../world/engine.ts';

/**
 * One server process as `pg_stat_activity` shows it. Only a member of `pg_read_all_stats` sees everything about
 * another role's session.
 */
export interface Activity {
  readonly pid: number;
  readonly role: string | null;
  readonly application: string | null;
  /** Where its client is; `null` for a socket of the server's own machine. */
  readonly address: string | null;
  /** `active`, `idle in transaction`, …; `null` where it may not be seen. */
  readonly state: string | null;
  /** Age of its connection. */
  readonly connectedSeconds: number | null;
  /** Age of its transaction; `null` outside of one, and where it may not be seen. */
  readonly transactionSeconds: number | null;
  /** What it runs, or ran last. */
  readonly query: string | null;
}

// https://www.postgresql.org/docs/18/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
const seconds = (column: string): string =>
  `pg_catalog.floor(extract(epoch from pg_catalog.clock_timestamp() - ${column}))::pg_catalog.float8`;

const ACTIVITIES = `select pid, usename::pg_catalog.text as role, nullif(application_name, '') as application,
  pg_catalog.host(client_addr) as address, state, query, ${seconds('backend_start')} as "connectedSeconds",
  ${seconds('xact_start')} as "transactionSeconds" from pg_catalog.pg_stat_activity`;

const KNOWN = 'where pid = any ($1::pg_catalog.int4[]) order by xact_start nulls last, pid';

/** The server processes with these numbers that are still there, the one with the oldest transaction first. */
export const activitiesOf = (session: Session, pids: readonly number[]): Promise<readonly Activity[]> =>
  session.query<Activity>(`${ACTIVITIES} ${KNOWN}`, [pids]);

const QUERY_LENGTH = 120;
const NAME_LENGTH = 63;

/** `process 4711 (nightly-report, role app, from 10.0.0.7), idle in transaction for 5 min 3 s: SELECT …` */
export function describeActivity(activity: Activity): string {
  const { pid, role, application, address, state, connectedSeconds, transactionSeconds, query } = activity;
  const who = [
    application && toPlainText(application, NAME_LENGTH),
    role && `role ${toPlainText(role, NAME_LENGTH)}`,
    address && `from ${address}`,
  ].filter((part) => part);
  const since = [
    connectedSeconds === null ? '' : `connected for ${duration(connectedSeconds)}`,
    transactionSeconds === null
      ? (state ?? 'its state is not shown to this role')
      : `${state ?? 'busy'}, in a transaction for ${duration(transactionSeconds)}`,
  ].filter((part) => part !== '');
  const text = query === null || query.trim() === '' ? '' : `: ${toPlainText(query, QUERY_LENGTH)}`;
  return `process ${pid} (${who.join(', ')}), ${since.join(', ')}${text}`;
}

/** `59 s`, `5 min 3 s`, `2 h 40 min`. */
export function duration(wholeSeconds: number): string {
  const s = Math.max(0, Math.floor(wholeSeconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
