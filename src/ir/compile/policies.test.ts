import { beforeAll, expect, test } from 'bun:test';
import { loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

const policiesFor = (directives: string) => objectsFor('policy', table('a: Int\n  org: UUID!', directives));
const securityOf = (directives: string) => {
  const [found] = objectsFor('table', table('a: Int\n  org: UUID!', directives));
  return [found?.rowSecurity, found?.forceRowSecurity];
};

test('a policy is for all, permissive and for everybody, unless it says otherwise', () => {
  expect(policiesFor('@wes_policy(name: "p", using: "a > 0")')).toMatchObject([
    { name: 'p', command: 'ALL', permissive: true, roles: [], using: 'a > 0', check: null },
  ]);
  expect(
    policiesFor(
      '@wes_policy(name: "p", for: "insert", check: "a > 0", restrictive: true, to: ["z", "b", "z"])',
    ),
  ).toMatchObject([{ command: 'INSERT', permissive: false, roles: ['b', 'z'], using: null, check: 'a > 0' }]);
  expect(policiesFor('@wes_policy(name: "p", using: "true", to: ["b", "Public"])')).toMatchObject([
    { roles: [] },
  ]);
});

test('row security is on where a policy is, and says when it is forced', () => {
  expect(securityOf('')).toEqual([false, false]);
  expect(securityOf('@wes_policy(name: "p", using: "true")')).toEqual([true, false]);
  expect(securityOf('@wes_rls(select: "true", force: true)')).toEqual([true, true]);
  expect(securityOf('@wes_rls(enabled: false) @wes_policy(name: "p", using: "true")')).toEqual([
    false,
    false,
  ]);
  expect(securityOf('@wes_tenant(by: "org")')).toEqual([true, true]);
});

test('@wes_rls makes one policy for each verb that it names', () => {
  const made = policiesFor('@wes_rls(select: "a > 0", insert: "a > 1", delete: "a > 2", roles: ["app"])');
  expect(made.map(({ name, command, using, check, roles }) => [name, command, using, check, roles])).toEqual([
    ['a_delete_policy', 'DELETE', 'a > 2', null, ['app']],
    ['a_insert_policy', 'INSERT', null, 'a > 1', ['app']],
    ['a_select_policy', 'SELECT', 'a > 0', null, ['app']],
  ]);
});

test('an update policy checks new rows too, unless it says otherwise', () => {
  expect(policiesFor('@wes_rls(update: "a > 0")')).toMatchObject([
    { command: 'UPDATE', using: 'a > 0', check: 'a > 0' },
  ]);
  expect(policiesFor('@wes_rls(update: "a > 0", updateCheck: "a > 1")')).toMatchObject([
    { using: 'a > 0', check: 'a > 1' },
  ]);
});

test('a tenant shows nothing while the setting is unset, for every verb that has no policy of its own', () => {
  const made = policiesFor('@wes_tenant(by: "org") @wes_rls(select: "true")');
  const sql = "org = nullif(current_setting('app.tenant_id', true), '')::uuid";
  expect(made.map(({ command, permissive, using, check }) => [command, permissive, using, check])).toEqual([
    ['SELECT', true, 'true', null],
    ['ALL', false, sql, sql],
    ['DELETE', true, sql, null],
    ['INSERT', true, null, sql],
    ['UPDATE', true, sql, sql],
  ]);
});

test('a policy for all leaves a tenant nothing to permit, a restrictive one everything', () => {
  const permitted = (own: string) =>
    policiesFor(`@wes_tenant(by: "org") @wes_policy(name: "own", using: "true"${own})`).filter(
      ({ name }) => name !== 'own' && name !== 'a_tenant',
    );
  expect(permitted('')).toEqual([]);
  expect(permitted(', restrictive: true')).toHaveLength(4);
});

test('a tenant finds its rows by an index, and may be kept in another setting', () => {
  const sdl = table('org: UUID!', '@wes_tenant(by: "org", setting: "my.own.tenant")');
  expect(objectsFor('index', sdl)).toMatchObject([{ name: 'a_org_idx', keys: ['org'] }]);
  expect(objectsFor('policy', sdl)[0]?.using).toContain("current_setting('my.own.tenant', true)");
});

test.each([
  ['a verb nobody knows', '@wes_policy(name: "p", for: "MERGE", using: "true")', '1:47 INVALID_POLICY'],
  ['a policy that says nothing', '@wes_policy(name: "p")', '1:19 INVALID_POLICY'],
  ['using for INSERT', '@wes_policy(name: "p", for: "INSERT", using: "true")', '1:19 INVALID_POLICY'],
  ['check for SELECT', '@wes_policy(name: "p", for: "SELECT", check: "true")', '1:19 INVALID_POLICY'],
  ['check for DELETE', '@wes_policy(name: "p", for: "DELETE", check: "true")', '1:19 INVALID_POLICY'],
  ['an unknown column', '@wes_policy(name: "p", using: "b > 0")', '1:49 UNKNOWN_COLUMN'],
  ['updateCheck alone', '@wes_rls(updateCheck: "true")', '1:41 INVALID_POLICY'],
  ['a tenant by nothing', '@wes_tenant(by: "nosuch")', '1:35 UNKNOWN_COLUMN'],
  ['a setting without a dot', '@wes_tenant(by: "org", setting: "tenant")', '1:51 INVALID_SETTING'],
  ['SQL for a setting', '@wes_tenant(by: "org", setting: "a.b\'; --")', '1:51 INVALID_SETTING'],
])('refuses %s', (_, directives, expected) => {
  expect(problems(table('a: Int\n  org: UUID!', directives))).toEqual([expected]);
});
