import { expect, test } from 'bun:test';
import { inRunningOrder } from './order.ts';
import { quickStep, type StepDraft, type Thing } from './recipe.ts';

const draft = (sql: string, facts: Partial<StepDraft> = {}): StepDraft => ({
  ...quickStep({ phase: 'expand', object: 'table:t', sql, undo: { impossible: '' } }),
  ...facts,
});

const makes = (sql: string, ...things: readonly Thing[]): StepDraft => draft(sql, { makes: things });
const needs = (sql: string, ...things: readonly Thing[]): StepDraft => draft(sql, { needs: things });

const orderOf = (...chains: readonly (readonly StepDraft[])[]): string =>
  inRunningOrder(chains)
    .map(({ sql }) => sql)
    .join(' ');

test('what nothing orders stays as it comes', () => {
  expect(orderOf([draft('b')], [draft('a')], [draft('c')])).toBe('b a c');
});

test('phases come first', () => {
  expect(orderOf([draft('late', { phase: 'switch' })], [draft('early')])).toBe('early late');
});

test('what is needed comes before, however it comes', () => {
  const [index, column, table] = [
    needs('index', 'column:t.a'),
    draft('column', { makes: ['column:t.a'], needs: ['table:t'] }),
    makes('table', 'table:t'),
  ];
  expect(orderOf([index], [column], [table])).toBe('table column index');
  expect(orderOf([draft('other')], [index], [table], [column])).toBe('other table column index');
});

test('what two steps make is there after both', () => {
  expect(
    orderOf(
      [needs('key', 'filled column:t.a')],
      [makes('1', 'filled column:t.a')],
      [makes('2', 'filled column:t.a')],
    ),
  ).toBe('1 2 key');
});

test('what may name every object of a kind comes behind them all, and behind no fact about one', () => {
  expect(
    orderOf([needs('policy', 'any column')], [makes('a', 'column:t.a')], [makes('b', 'filled column:t.b')]),
  ).toBe('a policy b');
});

test('a chain keeps its order in each phase, and what another needs of it waits for what it makes', () => {
  const contract = draft('4', { phase: 'contract' });
  const chain = [draft('1'), contract, makes('2', 'column:t.a'), draft('3')];
  expect(orderOf([needs('x', 'column:t.a')], chain)).toBe('1 2 x 3 4');
});

test('a step that needs what its own chain makes waits for the others that make it', () => {
  const chain = [makes('1', 'enum:e'), needs('2', 'enum:e')];
  expect(orderOf(chain, [makes('3', 'enum:e')], [needs('4', 'enum:e')])).toBe('1 3 2 4');
});

test('what needs an object comes before what removes it', () => {
  expect(orderOf([draft('drop', { removes: ['index:i'] })], [needs('use', 'index:i')])).toBe('use drop');
});

test('an order that does not exist is our bug', () => {
  const a = draft('a', { makes: ['table:a'], needs: ['table:b'] });
  const b = draft('b', { makes: ['table:b'], needs: ['table:a'] });
  expect(() => orderOf([a], [b])).toThrow('needs what needs it');
  const late = draft('late', { phase: 'switch', makes: ['table:b'] });
  expect(() => orderOf([a], [late])).toThrow('late is planned after a');
});
