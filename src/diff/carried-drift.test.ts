import { expect, test } from 'bun:test';
import { carriedDriftOf } from './carried-drift.ts';
import { carried } from './testing-objects.ts';

test('what appeared, vanished and changed among carried objects', () => {
  const before = [
    carried('view', 'public.same'),
    carried('view', 'public.gone'),
    carried('view', 'public.changed'),
  ];
  const now = [
    carried('view', 'public.same'),
    { ...carried('view', 'public.changed'), definition: 'CREATE VIEW …' },
    carried('view', 'public.new'),
  ];
  expect(carriedDriftOf(before, before, [])).toEqual([]);
  expect(
    carriedDriftOf(before, now, ['table:public.more']).map(({ kind, object, facts }) => [
      kind,
      object,
      facts,
    ]),
  ).toEqual([
    ['different', 'carried:view public.changed', ['definition']],
    ['missing', 'carried:view public.gone', []],
    ['unexpected', 'carried:view public.new', []],
    ['unexpected', 'table:public.more', []],
  ]);
});
