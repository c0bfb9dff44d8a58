import type { Engine, Session } from '../../world/engine.ts';

/** What a server says it is: `PostgreSQL 18.6`, 18. */
export async function serverOf(session: Session): Promise<Pick<Engine, 'server' | 'major'>> {
  const [row] = await session.query<{ version: string; major: number }>(
    "select pg_catalog.version() as version, pg_catalog.current_setting('server_version_num')::pg_catalog.int4 / 10000 as major",
  );
  return { server: (row?.version ?? '').split(' on ')[0] ?? '', major: row?.major ?? 0 };
}
