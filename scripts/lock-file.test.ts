import { expect, test } from 'bun:test';
import { join } from 'node:path';

interface Entry {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = (await Bun.file(join(import.meta.dir, '..', 'package-lock.json')).json()) as {
  readonly packages: Readonly<Record<string, Entry>>;
};

test('the lock file has the packages of every platform', () => {
  const wanted = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    // The real servers are for one platform only, and `npm ci` asks for no others.
    path === '' ? [] : Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );
  const missing = wanted.filter(
    ({ path, name }) =>
      !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
  );
  expect(wanted.length).toBeGreaterThan(30);
  // `npm install` leaves out what its registry does not carry, and `npm ci` then refuses the file everywhere.
  expect(missing).toEqual([]);
});
