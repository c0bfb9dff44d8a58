import { Failure } from '../base/failure.ts';
import { SqlError } from '../sql/error.ts';
import type { Session } from '../world/engine.ts';
import type { Place } from './ledger.ts';

// The control file follows a promotion only with its next checkpoint; the name of the file that is written to, at once.
const PLACE = `
  select s.system_identifier::pg_catalog.text as "systemIdentifier", d.oid::pg_catalog.text as oid,
    d.datname::pg_catalog.text as name, c.timeline_id as "checkpointTimeline",
    case when not pg_catalog.pg_is_in_recovery()
      then pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8) end as "walTimeline"
  from pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() c, pg_catalog.pg_database d
  where d.datname = pg_catalog.current_database()`;

/** Where a session is. @throws {Failure} `database-failed` when its role may not ask, for nothing could be certified then. */
export async function readPlace(session: Session): Promise<Place & { readonly name: string }> {
  try {
    const [row] = await session.query<{
      systemIdentifier: string;
      oid: string;
      name: string;
      checkpointTimeline: number;
      walTimeline: string | null;
    }>(PLACE);
    if (!row) throw new Error('a session is in a database that pg_database does not have');
    const { systemIdentifier, oid, name, checkpointTimeline, walTimeline } = row;
    const timeline = walTimeline === null ? checkpointTimeline : Number.parseInt(walTimeline, 16);
    return { systemIdentifier, oid, name, timeline };
  } catch (error) {
    if (!(error instanceof SqlError) || error.sqlState !== '42501') throw error;
    throw new Failure('database-failed', `which database this is can't be found out: ${error.message}`, {
      hint: 'GRANT EXECUTE ON FUNCTION pg_control_system(), pg_control_checkpoint() to the role.',
    });
  }
}
