/** A schema whose own policies answer with an error where nothing is set: rehearsed, certified and deployed, embedded and for real. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { FIXTURES } from '../../src/testing.ts';
import { type Server, startServer } from '../server.ts';
import { openPlace, type Place } from './place.ts';
import { certify, deploy, deployed, makeKeys } from './ship.ts';

const STORY = readFileSync(join(FIXTURES, 'schemas/raising-policies/schema.graphql'), 'utf8');

let place: Place;
let server: Server;
beforeAll(async () => {
  place = openPlace();
  place.write('schema.graphql', STORY);
  // `deploy` makes no roles, and nobody else makes them in an embedded database.
  place.write('no-roles.graphql', STORY.replaceAll(', to: ["app_user"]', ''));
  makeKeys(place);
  server = await startServer(17);
  const client = new pg.Client(server.url);
  await client.connect();
  await client.query('create role app_user');
  await client.end();
});
afterAll(async () => {
  await server.stop();
  place.close();
});

test('the rehearsal passes, with every assertion', () => {
  const { verdict, tests } = JSON.parse(
    place.ok('rehearse', '--schema', 'schema.graphql', '--from', 'empty', '--json'),
  );
  expect({ verdict, failures: tests.failures }).toEqual({ verdict: 'PASS', failures: [] });
  expect(tests.passed).toBeGreaterThan(100);
});

test('it passes on a real server, too', () => {
  const rehearsal = place.ok(
    'rehearse',
    '--schema',
    'schema.graphql',
    '--from',
    'empty',
    '--dsn',
    server.url,
    '--json',
  );
  expect(JSON.parse(rehearsal)).toMatchObject({ verdict: 'PASS', tests: { failures: [] } });
});

test.each([
  ['an embedded database', 'no-roles.graphql', () => 'pglite:database'],
  ['a real one', 'schema.graphql', () => server.url],
])('certified for and deployed to %s', async (_, schema, urlOf) => {
  certify(place, schema, urlOf());
  expect(deployed(deploy(place, urlOf()))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
});
