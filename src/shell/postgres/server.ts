import { onlyRow } from '../../sql/only-row.ts';
import type { Engine, Session } from '../../world/engine.ts';

/** The server's name and version as it reports them, with its major version: `PostgreSQL 18.6` and 18. */
export async function serverOf(session: Session): Promise<Pick<Engine, 'server' | 'major'>> {
  const rows = await session.query<{ version: string; major: number }>(
    "select pg_catalog.version() as version, pg_catalog.current_setting('server_version_num')::pg_catalog.int4 / 10000 as major",
  );
  const { version, major } = onlyRow(rows, 'version()');
  return { server: version.split(' on ')[0] ?? version, major };
}
