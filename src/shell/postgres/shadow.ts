import { randomBytes } from 'node:crypto';
import { Failure } from '../../base/failure.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { SqlError } from '../../sql/error.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { TESTED_NAMES } from '../../sql/names.ts';
import type { Engine } from '../../world/engine.ts';
import { ASSETS } from '../assets.ts';
import { openPostgres } from './postgres.ts';

/**
 * A new database on a real server, with pgTAP in the schema `wesley`; it is dropped when its handle closes. No other
 * database of the server is read or written. Roles belong to the whole server: those of `roles` that are missing are
 * created with NOLOGIN, and dropped too.
 *
 * @throws {Failure} `database-unreachable`; `database-failed` when the role may not create databases.
 */
export async function openShadow(url: string, roles: readonly string[]): Promise<Engine> {
  const name = `wesley_rehearsal_${randomBytes(8).toString('hex')}`;
  const shadowUrl = urlOf(url, name);
  const server = await openPostgres(url);
  try {
    // template0, because template1 may hold objects of an administrator, and those are no part of the schema.
    await server.session.run(`create database ${name} template template0`);
  } catch (cause) {
    await server[Symbol.asyncDispose]();
    if (!(cause instanceof SqlError)) throw cause;
    throw new Failure('database-failed', `can't make a database to rehearse in: ${cause.message}`, {
      hint: 'The role needs CREATEDB.',
    });
  }
  const made: string[] = [];
  const drop = async (): Promise<void> => {
    try {
      await server.session.run(`drop database if exists ${name} with (force)`);
      for (const role of made) await server.session.run(`drop role if exists ${quoteIdentifier(role)}`);
    } finally {
      await server[Symbol.asyncDispose]();
    }
  };
  try {
    for (const role of roles) {
      if (await makeRole(role, server)) made.push(role);
    }
    const engine = await openPostgres(shadowUrl, TESTED_NAMES);
    await installPgtap(engine);
    return {
      ...engine,
      async [Symbol.asyncDispose]() {
        await engine[Symbol.asyncDispose]();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** The URL of another database on the same server. */
function urlOf(url: string, database: string): string {
  if (!URL.canParse(url)) {
    const hint = 'Name the host: postgres://user@host/database.';
    throw new Failure('database-unreachable', `${withoutSecrets(url)} can't be read as a URL`, { hint });
  }
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

async function makeRole(role: string, { session }: Engine): Promise<boolean> {
  if ((await session.query('select from pg_catalog.pg_roles where rolname = $1', [role])).length > 0)
    return false;
  await session.run(`create role ${quoteIdentifier(role)} nologin`);
  return true;
}

async function installPgtap({ session }: Engine): Promise<void> {
  const script = await Bun.zstdDecompress(await Bun.file(ASSETS.pgtapSql).bytes());
  // In a schema of their own: here pgTAP's functions belong to no extension, so only the schema `wesley`, which
  // introspection leaves out, marks them as not the user's.
  await session.run('create schema wesley; set search_path = wesley, pg_temp');
  await session.run(new TextDecoder().decode(script));
  await session.run(`set search_path = ${TESTED_NAMES}`);
}
