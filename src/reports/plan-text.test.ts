import { beforeAll, expect, test } from 'bun:test';
import { diff } from '../diff/diff.ts';
import type { Effects } from '../locks/effects.ts';
import { planJson } from '../plan/document/json.ts';
import { makePlan } from '../plan/make-plan.ts';
import { loadParserForTests, schemaFrom } from '../testing.ts';
import { explainPlan } from './plan-text.ts';

beforeAll(loadParserForTests);

test('a line of a plan names the strongest lock of its step, whichever comes first', async () => {
  const T = (fields: string): string => `type T @wes_table { id: ID! @wes_pk ${fields} }`;
  const [from, to] = await Promise.all([schemaFrom(T('')), schemaFrom(T('a: Int'))]);
  const changes = diff(from, to);
  const { plan } = makePlan(changes, from, to);
  if (plan === null) throw new Error('no plan');
  const effect: Effects = {
    kind: 'ALTER TABLE',
    transactional: true,
    locks: [
      { relation: 'public.u', kind: 'table', mode: 'ShareUpdateExclusiveLock' },
      { relation: 'public.t', kind: 'table', mode: 'AccessExclusiveLock' },
    ],
    indexLocks: [],
    sequenceLocks: [],
    rewrites: [],
    scans: [],
    unknown: [],
    failsWith: null,
    waitsFor: null,
    hidden: null,
  };
  const planned = { from, to, managed: to, scope: null, changes, plan, major: 18, effects: [effect] };
  const page = explainPlan(planned, planJson(planned, { from: 'a', to: 'b' }), { detailed: false });

  expect(page).toContain('public.t: reads and writes wait (AccessExclusiveLock)');
  expect(page).not.toContain('public.u');
});
