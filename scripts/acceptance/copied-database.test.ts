import { expect, test } from 'bun:test';
import { startServer } from '../server.ts';
import { until } from './place.ts';
import { certify, deploy, deployed } from './ship.ts';
import { openApplication } from './shop.ts';
import { REAL, townsFor } from './town.ts';

/* A certificate is for one database: not for the next of its name, nor for a copy, until its operator says so. */

const townOf = townsFor(REAL);

const SIZE_OF =
  "create function public.size_of(t text) returns int language sql immutable as 'select length(t)'";

const identityIn = (status: string): string | null =>
  (JSON.parse(status) as { identity: string | null }).identity;

test.each([...REAL])(
  'a database gets its identity with its first deployment, and the second certificate names it, on PostgreSQL %i',
  async (major) => {
    const { place, makeDatabase } = townOf(major);
    const { url, root } = await makeDatabase('first');
    certify(place, 'schema.graphql', url);
    expect(identityIn(place.ok('status', '--dsn', url, '--json'))).toBeNull();
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 9, code: 'E_USED' });
    const identity = identityIn(place.ok('status', '--dsn', url, '--json'));
    expect(identity).toMatch(/^[0-9a-f]{32}$/);
    await root.run(SIZE_OF);
    certify(place, 'longer.graphql', url);
    expect(place.read('SHIPME.md')).toContain(`Database identity: \`${identity}\``);
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  },
);

test.each([...REAL])(
  'a database dropped and made again is another one, before its first deployment and after, on PostgreSQL %i',
  async (major) => {
    const { place, admin, makeDatabase } = townOf(major);
    const { url, root } = await makeDatabase('again');
    certify(place, 'schema.graphql', url);
    await root[Symbol.asyncDispose]();
    await admin.run('drop database again with (force)');
    const second = await makeDatabase('again');
    const refusal = deployed(deploy(place, url));
    expect(refusal).toMatchObject({ exit: 9, code: 'E_DATABASE' });
    expect(refusal.message).toContain('OID');
    certify(place, 'schema.graphql', url);
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    await second.root[Symbol.asyncDispose]();
    await admin.run('create database kept owner owner template again');
    await admin.run('drop database again with (force)');
    await admin.run('alter database kept rename to again');
    // Its ledger came with it.
    expect(place.wesley('certify', '--env', 'dev', '--schema', 'schema.graphql', '--dsn', url)).toMatchObject(
      {
        exit: 3,
        err: expect.stringContaining('E_DATABASE_COPY'),
      },
    );
  },
);

test.each([...REAL])(
  'a physical copy that was promoted is refused until it is adopted, on PostgreSQL %i',
  async (major) => {
    const { server, place, admin, makeDatabase } = townOf(major);
    const { url, root } = await makeDatabase('copied');
    certify(place, 'schema.graphql', url);
    expect(deployed(deploy(place, url))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    await root.run(SIZE_OF);
    certify(place, 'longer.graphql', url);
    await admin.run('checkpoint');
    const copy = await startServer(major, { standbyOf: server });
    const copyUrl = url.replace(new URL(url).port, new URL(copy.url).port);
    const standby = await openApplication(copy.url);
    try {
      // Not promoted yet, it takes no writes.
      expect(deployed(deploy(place, copyUrl))).toMatchObject({ exit: 9, code: 'E_READ_ONLY' });
      await standby.query('select pg_promote()');
      await until('the promotion', async () =>
        (await standby.query<{ done: boolean }>('select not pg_is_in_recovery() as done'))[0]?.done
          ? true
          : null,
      );
      const refusal = deployed(deploy(place, copyUrl));
      expect(refusal).toMatchObject({ exit: 9, code: 'E_DATABASE_COPY' });
      expect(refusal.message).toMatch(/timeline 1, and this is 2/);
      expect(
        place.wesley('certify', '--env', 'dev', '--schema', 'longer.graphql', '--dsn', copyUrl),
      ).toMatchObject({ exit: 3 });

      const before = identityIn(place.ok('status', '--dsn', copyUrl, '--json'));
      expect(place.ok('adopt', '--dsn', copyUrl)).toContain('timeline 1, and this is 2');
      expect(place.ok('adopt', '--dsn', copyUrl)).toContain('Nothing to adopt');
      expect(identityIn(place.ok('status', '--dsn', copyUrl, '--json'))).not.toBe(before);
      expect(deployed(deploy(place, copyUrl))).toMatchObject({ exit: 9, code: 'E_DATABASE' });
      // The original was not touched, and its certificate still holds.
      expect(deployed(deploy(place, url, '--dry-run'))).toMatchObject({ exit: 0, outcome: 'WOULD_APPLY' });
      certify(place, 'longer.graphql', copyUrl);
      expect(deployed(deploy(place, url))).toMatchObject({ exit: 9, code: 'E_DATABASE' });
      expect(deployed(deploy(place, copyUrl))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    } finally {
      await standby[Symbol.asyncDispose]();
      await copy.stop();
    }
  },
);

test.each([...REAL])(
  'a copy of a database that nothing was deployed to is refused by its timeline, on PostgreSQL %i',
  async (major) => {
    const { server, place, admin, makeDatabase } = townOf(major);
    const { url } = await makeDatabase('untouched');
    certify(place, 'schema.graphql', url);
    await admin.run('checkpoint');
    const copy = await startServer(major, { standbyOf: server });
    try {
      const standby = await openApplication(copy.url);
      await standby.query('select pg_promote()');
      await standby[Symbol.asyncDispose]();
      const copyUrl = url.replace(new URL(url).port, new URL(copy.url).port);
      const refusal = deployed(deploy(place, copyUrl));
      expect(refusal).toMatchObject({ exit: 9, code: 'E_DATABASE' });
      expect(refusal.message).toContain('it is for timeline 1, not for 2');
    } finally {
      await copy.stop();
    }
  },
);
