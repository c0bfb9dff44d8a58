import { randomBytes } from 'node:crypto';
import { Failure } from '../base/failure.ts';
import type { Engine } from '../sql/engine.ts';
import { SqlError } from '../sql/error.ts';
import { ASSETS } from './assets.ts';
import { openPostgres } from './postgres.ts';

/**
 * A new database on a real server, with pgTAP in a schema of its own, dropped when its handle closes. No other
 * database of the server is read or written.
 *
 * @throws {Failure} `database-unreachable`; `database-failed` when the role may not create databases.
 */
export async function openShadow(url: string): Promise<Engine> {
  const name = `wesley_rehearsal_${randomBytes(8).toString('hex')}`;
  const server = await openPostgres(url);
  try {
    // template0: what an administrator put into template1 is no part of the schema.
    await server.session.run(`create database ${name} template template0`);
  } catch (cause) {
    await server[Symbol.asyncDispose]();
    if (!(cause instanceof SqlError)) throw cause;
    throw new Failure('database-failed', `can't make a database to rehearse in: ${cause.message}`, {
      hint: 'The role needs CREATEDB.',
    });
  }
  const shadowUrl = new URL(url);
  shadowUrl.pathname = `/${name}`;
  const drop = async (): Promise<void> => {
    await server.session.run(`drop database if exists ${name} with (force)`);
    await server[Symbol.asyncDispose]();
  };
  try {
    const engine = await openPostgres(shadowUrl.href);
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

async function installPgtap({ session }: Engine): Promise<void> {
  const script = await Bun.zstdDecompress(await Bun.file(ASSETS.pgtapSql).bytes());
  await session.run('create schema pgtap; set search_path = pgtap');
  await session.run(new TextDecoder().decode(script));
  await session.run('set search_path = public, pgtap');
}
