import { expect, test } from 'bun:test';
import { carried, column, table } from '../../diff/testing-objects.ts';
import { schemaOf } from '../schema-of.ts';
import { contradicted, isManaged } from './manage.ts';
import { carriedBy, type Extent, undeclaredParts, withCarried, withCommonCarried } from './with-carried.ts';

const EXTENT: Extent = { manage: {}, unsayable: new Set() };
const idsOf = (schema: ReturnType<typeof schemaOf>) => schema.objects.map(({ id }) => id);

const LIVE = schemaOf([
  { ...table('t'), carried: { options: ['fillfactor=70'] } },
  column('a'),
  column('b'),
  table('other'),
  { ...column('x'), id: 'column:public.other.x', table: 'table:public.other' },
  carried('view', 'public.v'),
]);
const DECLARED = schemaOf([table('t'), column('a')]);

test('what is not declared is carried with its parts; parts of a declared table are not', () => {
  expect(carriedBy(LIVE, DECLARED, EXTENT).map(({ id }) => id)).toEqual([
    'carried:view public.v',
    'column:public.other.x',
    'table:public.other',
  ]);
  expect(undeclaredParts(LIVE, DECLARED).map(({ id }) => id)).toEqual(['column:public.t.b']);
  const unsayable = new Set(['column:public.t.b'] as const);
  expect(carriedBy(LIVE, DECLARED, { manage: {}, unsayable }).map(({ id }) => id)).toContain(
    'column:public.t.b',
  );
});

test('a declared table keeps what the SDL can’t say of it', () => {
  const whole = withCarried(DECLARED, LIVE, EXTENT);
  expect(whole.objects.find(({ id }) => id === 'table:public.t')).toMatchObject({
    carried: { options: ['fillfactor=70'] },
  });
});

test('a schema, a pattern or a list of names widens and narrows what is managed', () => {
  expect(isManaged(table('t'), {})).toBe(false);
  expect(isManaged(table('t'), { schemas: ['public'] })).toBe(true);
  expect(isManaged(table('t'), { schemas: ['public'], exclude: ['public.t*'] })).toBe(false);
  expect(isManaged(table('t'), { only: ['*.t'] })).toBe(true);
  expect(isManaged(table('a.b'), { only: ['public.aXb'] })).toBe(false);
  expect(isManaged(carried('view', 'public.v'), { schemas: ['public'] })).toBe(false);
  expect(contradicted([table('t')], { exclude: ['public.t'] })).toHaveLength(1);
  expect(contradicted([table('t')], { only: ['public.t'] })).toEqual([]);
});

test('of two declared schemas both have the carried objects that can be made in the first', () => {
  const onNew = { ...carried('trigger', 'on new'), needs: ['table:public.new'] as const };
  const onThat = { ...carried('comment', 'on that'), needs: [onNew.id] };
  const free = carried('function', 'public.f()');
  const target = schemaOf([table('t'), table('new'), onNew, onThat, free]);
  const [from, to] = withCommonCarried(schemaOf([table('t')]), target);
  expect(idsOf(from)).toEqual(['carried:function public.f()', 'table:public.t']);
  expect(idsOf(to)).toEqual(['carried:function public.f()', 'table:public.new', 'table:public.t']);
});
