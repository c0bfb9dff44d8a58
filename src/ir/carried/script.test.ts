import { expect, test } from 'bun:test';
import type { CarriedObject } from '../schema.ts';
import { schemaOf } from '../schema-of.ts';
import { carriedParts, readCarriedSql, writeCarried } from './script.ts';

const made = (what: string, name: string, definition: string, needs: CarriedObject['needs'] = []) =>
  ({
    kind: 'carried',
    id: `carried:${what} ${name}`,
    what,
    definition,
    needs,
    roles: [],
    comment: null,
    declared: null,
  }) as const satisfies CarriedObject;

const VIEW = made('view', 'public.v', 'CREATE VIEW public.v AS\n SELECT 1;', ['carried:function public.f()']);
const FUNCTION = made(
  'function',
  'public.f()',
  "CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $$\n-- carried 1 {}\nselect 'x'$$;",
);
const GRANTS = {
  ...made('grants', 'on view public.v', 'GRANT SELECT ON TABLE public.v TO app;'),
  roles: ['app'],
};

test('what is carried is read back as it was written, whatever stands in a definition', () => {
  const schema = schemaOf([VIEW, FUNCTION, GRANTS]);
  const text = writeCarried(carriedParts(schema, new Map()));
  const read = readCarriedSql(text);
  expect(typeof read === 'string' ? read : schemaOf(read)).toEqual(schema);
  expect(text.indexOf('CREATE FUNCTION')).toBeLessThan(text.indexOf('CREATE VIEW'));
  expect(text).toContain('-- view public.v: no directive says a view\n');
});

test('an object that is said is left out, and one that is not comes with its reason', () => {
  const table = {
    kind: 'table',
    id: 'table:public.t',
    schema: 'public',
    name: 't',
    rowSecurity: true,
    forceRowSecurity: false,
    comment: null,
    declared: null,
    carried: { options: ['fillfactor=70'], unlogged: true },
  } as const;
  expect(carriedParts({ objects: [table] }, new Map()).map(({ object }) => object.definition)).toEqual([
    'ALTER TABLE public.t SET UNLOGGED;',
    "ALTER TABLE public.t SET (fillfactor='70');",
  ]);
  const whole = carriedParts({ objects: [table] }, new Map([[table.id, 'it is odd']]));
  expect(whole.map(({ object, reason }) => [object.what, reason])).toEqual([
    ['table', 'it is odd'],
    ['unlogged', 'it is odd'],
    ['row security', 'it is odd'],
    ['further facts', 'it is odd'],
  ]);
});

test('a file without a marker is one script for after all else; a broken head is told', () => {
  expect(readCarriedSql('  \n')).toEqual([]);
  expect(readCarriedSql('create view v as select 1;')).toMatchObject([
    { what: 'other', definition: 'create view v as select 1;' },
  ]);
  const broken = writeCarried(carriedParts({ objects: [VIEW] }, new Map())).replace('"what":"view",', '');
  expect(readCarriedSql(broken)).toContain('a part has no head that can be read');
});
