import { afterAll, beforeAll } from 'bun:test';
import type { Session } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';
import { openPlace, type Place } from './place.ts';
import { makeKeys } from './ship.ts';
import { openApplication } from './shop.ts';

/** A server with an ordinary role that deploys, `owner`, one that means ill, `mallory`, and two schemas to certify. */

export const SCHEMA = `enum Mood { GOOD BAD }
type Note @wes_table {
  id: Int! @wes_pk
  text: String!
}
`;
// Names of public, unqualified: an enum, a function in a default, in a check and in a backfill.
export const LONGER = SCHEMA.replace(
  '  text',
  `  mood: Mood! @wes_default(expr: "'GOOD'::mood")
  length: Int! @wes_backfill(expr: "size_of(text)") @wes_check(expr: "length > 0")
  text`,
);

export interface Town {
  readonly server: Server;
  readonly place: Place;
  /** A superuser in the database `postgres`. */
  readonly admin: Session;
  /** A database of the role `owner`. */
  makeDatabase(name: string, template?: string): Promise<Database>;
  close(): Promise<void>;
}

export interface Database {
  /** As its owner. */
  readonly url: string;
  /** As a superuser. */
  readonly root: Session;
}

async function openTown(server: Server): Promise<Town> {
  const place = openPlace();
  makeKeys(place);
  place.write('schema.graphql', SCHEMA);
  place.write('longer.graphql', LONGER);
  const admin = await openApplication(server.url);
  await admin.run('create role owner login; create role mallory login');
  const opened: Session[] = [admin];
  return {
    server,
    place,
    admin,
    makeDatabase: async (name, template = 'template1') => {
      await admin.run(`create database ${name} owner owner template ${template}`);
      const rootUrl = server.url.replace(/\/postgres$/, `/${name}`);
      const root = await openApplication(rootUrl);
      opened.push(root);
      await root.run('grant create on schema public to owner');
      return { url: rootUrl.replace('postgres@', 'owner@'), root };
    },
    close: async () => {
      for (const session of opened) await session[Symbol.asyncDispose]();
      place.close();
      await server.stop();
    },
  };
}

/** The oldest and the newest servers that people run, and the one between. */
export const REAL = [15, 17, 18] as const;

/** A town on a server of each major, from before the first test of a file until after its last one. */
export function townsFor(majors: readonly number[]): (major: number) => Town {
  const towns = new Map<number, Town>();
  beforeAll(async () => {
    await Promise.all(
      majors.map(async (major) => towns.set(major, await openTown(await startServer(major)))),
    );
  });
  afterAll(async () => {
    for (const town of towns.values()) await town.close();
  });
  return (major) => {
    const town = towns.get(major);
    if (!town) throw new Error(`no server of ${major}`);
    return town;
  };
}
