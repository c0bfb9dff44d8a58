import { expect, test } from 'bun:test';
import { parsePolicy, policyDigest, policyFor } from './policy.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (value: unknown) => parsePolicy(utf8(JSON.stringify(value)), '.wesley/policy.json');
const file = (environments: object) => ({ kind: 'wesley.policy/1', environments });

test('production wants a commit and a clean work tree, a sandbox does not', () => {
  expect(policyFor('production', null)).toMatchObject({
    requireCommit: true,
    requireClean: true,
    forbidFriday: false,
  });
  expect(policyFor('dev', null)).toMatchObject({ requireCommit: false, requireClean: false });
});

test.each(['prod', 'prod-eu', 'production-2'])('%s gets the rules of production', (environment) => {
  expect(policyFor(environment, null)).toEqual(policyFor('production', null));
});

test('a file changes only what it names', () => {
  const { value } = read(file({ production: { maxLifetimeHours: 48, thresholds: { minScs: 0.8 } } }));
  const policy = policyFor('production', value);
  expect(policy).toMatchObject({ requireCommit: true, maxLifetimeHours: 48 });
  expect(policy.thresholds).toMatchObject({ minScs: 0.8, maxMri: null });
  expect(policyFor('staging', value)).toEqual(policyFor('staging', null));
});

test('a freeze has two instants', () => {
  const freeze = { from: '2026-12-20T00:00:00Z', to: '2027-01-03T00:00:00Z', reason: 'holidays' };
  expect(policyFor('dev', read(file({ dev: { freezes: [freeze] } })).value).freezes).toEqual([freeze]);
  expect(read(file({ dev: { freezes: [{ ...freeze, to: 'never' }] } })).value).toBeNull();
});

test('every change of a rule changes the digest', () => {
  const { value } = read(file({ production: { thresholds: { minScs: 0.8 } } }));
  expect(policyDigest(policyFor('production', value))).not.toBe(policyDigest(policyFor('production', null)));
});

test('__proto__ is no environment', () => {
  const text = '{"kind":"wesley.policy/1","environments":{"__proto__":{"requireCommit":false}}}';
  const { value } = parsePolicy(utf8(text), 'p');
  expect(policyFor('__proto__', value)).toEqual({ ...policyFor('dev', null) });
  expect(policyFor('production', value).requireCommit).toBe(true);
});

test.each<[string, unknown]>([
  ['another kind', { kind: 'wesley.policy/2', environments: {} }],
  ['no kind', { environments: {} }],
  ['an unknown rule', file({ dev: { skipVerification: true } })],
  ['an unknown threshold', file({ dev: { thresholds: { minSCS: 0.8 } } })],
  ['a threshold as text', file({ dev: { thresholds: { minScs: '0.8' } } })],
  ['a threshold of NaN', file({ dev: { thresholds: { minScs: 'NaN' } } })],
  ['a negative threshold', file({ dev: { thresholds: { maxMri: -1 } } })],
  ['a score above 1', file({ dev: { thresholds: { minScs: 80 } } })],
  ['an endless lifetime', file({ dev: { maxLifetimeHours: 100_000 } })],
  ['a truthy switch', file({ dev: { requireCommit: 'yes' } })],
  ['an environment with a space', file({ 'my env': {} })],
  [
    'a freeze without an end',
    file({ dev: { freezes: [{ from: '2026-12-20T00:00:00Z', reason: 'holidays' }] } }),
  ],
  ['a list', []],
])('refuses %s', (_, value) => {
  expect(read(value).value).toBeNull();
});

test.each(['', '{', '{"kind":"wesley.policy/1","kind":"wesley.policy/1","environments":{}}', '\uFEFF{}'])(
  'refuses %p',
  (text) => {
    expect(parsePolicy(utf8(text), 'p').value).toBeNull();
  },
);
