import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { FIXTURES } from '../../src/testing.ts';
import { compare, differenceText, observe } from '../observer.ts';
import { type Server, startServer } from '../server.ts';
import { openPlace, type Place } from './place.ts';
import { certify, deploy, deployed, makeKeys } from './ship.ts';

/* Databases that hold one of everything, adopted: read whole, written down, made again, changed, and left alone else. */

const EVERYTHING = readFileSync(join(FIXTURES, 'databases/everything.sql'), 'utf8');

// 14 has no such option.
const forMajor = (major: number): string =>
  major === 14 ? EVERYTHING.replace('with (security_invoker=true)', '') : EVERYTHING;

describe.each([14, 16, 18])('PostgreSQL %i', (major) => {
  let server: Server;
  let place: Place;
  beforeAll(async () => {
    server = await startServer(major);
    place = openPlace();
    for (const name of ['old', 'again']) await run('postgres', `create database ${name}`);
    await run('old', forMajor(major));
    await run('postgres', 'create database before template old');
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    place.close();
  });

  const urlOf = (database: string): string => server.url.replace(/postgres$/, database);

  async function run(database: string, sql: string): Promise<void> {
    await using engine = await openPostgres(urlOf(database), 'public, pg_temp');
    await engine.session.run(sql);
  }

  async function differences(a: string, b: string): Promise<readonly string[]> {
    await using one = await openPostgres(urlOf(a));
    await using other = await openPostgres(urlOf(b));
    const [left, right] = [await observe(one.session), await observe(other.session)];
    return compare(left, right).map(differenceText);
  }

  test('pulled, transformed and applied it is the same', async () => {
    const written = place.ok('pull', '--dsn', urlOf('old'), '--format', 'sdl', '--out', '.');
    expect(written.split('\n')).toEqual(['./schema.graphql', './carried.sql', './wesley.config.json', '']);
    expect(place.wesley('drift', '--dsn', urlOf('old'), '--carried').exit).toBe(0);
    place.ok('transform', '--target', 'postgres', '--out', 'generated');
    await run('again', `set check_function_bodies = off; ${place.read('generated/schema.sql')}`);
    expect(await differences('old', 'again')).toEqual([]);
  }, 60_000);

  // What a plan does to it is asked of one version.
  if (major !== 16) return;

  test('changed by certificate it has what was asked for, and all else is as it was', async () => {
    const added = 'type Added @wes_table { id: UUID! @wes_pk, user: ID! @wes_fk(ref: "Users.id") }';
    place.write('schema.graphql', `${place.read('schema.graphql')}\n${added}\n`);
    makeKeys(place);
    certify(place, 'schema.graphql', urlOf('old'));
    expect(deployed(deploy(place, urlOf('old')))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    expect(place.wesley('drift', '--dsn', urlOf('old'), '--carried').exit).toBe(0);
    const found = await differences('before', 'old');
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((line) => !/\badded(?:_|\b)/.test(line.split('\n')[0] ?? ''))).toEqual([]);
  }, 120_000);
});

describe('extensions that the embedded PostgreSQL lacks', () => {
  let server: Server;
  let place: Place;
  beforeAll(async () => {
    server = await startServer(16);
    place = openPlace();
    await using engine = await openPostgres(server.url, 'public, pg_temp');
    await engine.session.run(readFileSync(join(FIXTURES, 'databases/lacked.sql'), 'utf8'));
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    place.close();
  });

  test('stand in the way of nothing but a step that needs one of them', () => {
    place.ok('pull', '--dsn', server.url, '--format', 'sdl', '--out', '.');
    const pulled = place.read('schema.graphql');
    place.write('schema.graphql', pulled.replace('  doc: String\n', '  doc: String\n  note: String\n'));
    makeKeys(place);
    certify(place, 'schema.graphql', server.url);
    expect(deployed(deploy(place, server.url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    expect(place.wesley('drift', '--dsn', server.url, '--carried').exit).toBe(0);

    const titled = `title: String! @wes_backfill(expr: "coalesce(tools.xpath_string(doc, '/t'), '')")`;
    place.write(
      'schema.graphql',
      place.read('schema.graphql').replace('  note: String\n', `  note: String\n  ${titled}\n`),
    );
    const embedded = place.wesley('rehearse', '--from', server.url);
    expect(embedded.exit).toBe(13);
    expect(embedded.out).toContain('only a server that has the extension xml2 can run tools.xpath_string');
    expect(embedded.out).toContain('--dsn URL');
    expect(place.wesley('rehearse', '--from', server.url, '--dsn', server.url).exit).toBe(0);
  }, 120_000);
});
