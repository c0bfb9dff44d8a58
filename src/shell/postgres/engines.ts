import { isAbsolute, resolve } from 'node:path';
import { type EngineName, engineOf, isEmbedded, namesServer, urlForms } from '../../base/engines.ts';
import { Failure } from '../../base/failure.ts';
import type { Engine } from '../../world/engine.ts';

interface Opening {
  readonly url: string;
  readonly cwd: string;
  /** Whether a folder without a database gets one. */
  readonly make: boolean;
}

interface Opener {
  database(opening: Opening): Promise<Engine>;
  /** A new database for a rehearsal, on the server of the database that `url` names. */
  shadow(url: string, roles: readonly string[]): Promise<Engine>;
}

/** Each engine's code loads when it is first opened. */
const OPENERS: Readonly<Record<EngineName, Opener>> = {
  pglite: {
    database: async ({ url, cwd, make }) => {
      const folder = url.slice('pglite:'.length).replace(/^\/\//, '');
      if (folder === '')
        throw new Failure('database-unreachable', 'pglite: needs a folder', {
          hint: '--dsn pglite:./database',
        });
      const path = isAbsolute(folder) ? folder : resolve(cwd, folder);
      return (await import('./pglite.ts')).openFolder(path, { make });
    },
    shadow: async () => (await import('./pglite.ts')).openScratch({ pgtap: true }),
  },
  postgres: {
    database: async ({ url }) => (await import('./postgres.ts')).openPostgres(url),
    shadow: async (url, roles) => (await import('./shadow.ts')).openShadow(url, roles),
  },
};

/** @throws {Failure} `database-unreachable` for a text that is no database URL; and what the engine throws. */
export const openDatabase = async (opening: Opening): Promise<Engine> =>
  openerOf(opening.url).database(opening);

/** @throws {Failure} the same as {@link openDatabase}. */
export const openShadow = async (url: string, roles: readonly string[]): Promise<Engine> =>
  openerOf(url).shadow(url, roles);

function openerOf(url: string): Opener {
  const engine = engineOf(url);
  if (engine !== null && (isEmbedded(url) || namesServer(url))) return OPENERS[engine];
  throw new Failure(
    'database-unreachable',
    `the database URL is neither ${urlForms('<folder>').join(' nor ')}`,
  );
}
