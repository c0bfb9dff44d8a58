import { expect, test } from 'bun:test';
import { setByCommands, variablesOf, withValues } from './psql-variables.ts';

test('finds variables as psql does, after casts too, and neither types nor slices', () => {
  expect(variablesOf(`select :a, :"b", :'c', x::int, x:::d.t, y[1:n], z[:e] from :a`)).toEqual([
    'a',
    'b',
    'c',
    'd',
    'e',
  ]);
});

test('puts values in their places as text, as names and as literals', () => {
  const values = new Map([
    ['s', 'my schema'],
    ['n', `it's`],
  ]);
  expect(withValues(`select :n, :'n', x::n, :unknown from :"s".t`, values)).toBe(
    `select it's, 'it''s', x::n, :unknown from "my schema".t`,
  );
  expect(withValues('create function f() as $$ select 1 from :s.t $$', new Map([['s', 'app']]))).toBe(
    'create function f() as $$ select 1 from app.t $$',
  );
});

test('takes what \\set gives', () => {
  const commands = ['\\set a app', "\\set b 'it''s ' so", '\\set ON_ERROR_STOP', '\\echo x'];
  expect([...setByCommands(commands)]).toEqual([
    ['a', 'app'],
    ['b', "it's so"],
  ]);
});
