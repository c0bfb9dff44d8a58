import type { Digest } from '../base/digest.ts';
import type { Session } from '../world/engine.ts';
import { Stop } from './stop.ts';

/** What steps need of the world while they are applied. */
export interface DeployPorts {
  sleep(ms: number): Promise<void>;
  /** Random in [0, 1). */
  random(): number;
  progress(text: string): void;
  /**
   * Opens another session to the same database, to see whom a waiting one waits for; `null` where the engine has only
   * one.
   */
  readonly connect: (() => Promise<Session>) | null;
  /** Digest of the live schema, elaborated. */
  liveDigest(): Promise<Digest>;
  /**
   * Why the certificate is no longer in force by the database's clock, or `null`. Asked just before each commit, and
   * before statements that commit by themselves.
   */
  expired(databaseNowMs: number): string | null;
}

/** @throws {Stop} `E_EXPIRED` */
export async function checkExpiry(session: Session, ports: DeployPorts): Promise<void> {
  const [row] = await session.query<{ ms: number }>(
    'select (extract(epoch from pg_catalog.clock_timestamp()) * 1000)::pg_catalog.float8 as ms',
  );
  const reason = ports.expired(row?.ms ?? Number.NaN);
  if (reason !== null) throw new Stop('E_EXPIRED', reason);
}
