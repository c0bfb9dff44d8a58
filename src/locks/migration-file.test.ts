import { expect, test } from 'bun:test';
import { byRunningOrder, forwardPart, isWrapped, undoes } from './migration-file.ts';

test.each([
  [['1_a.sql', '2_b.sql', '10_c.sql']],
  [
    [
      '20140924113530_a/up.sql',
      '2017-09-23-182408_b/up.sql',
      '20190101_c/up.sql',
      '2019-01-02-000000_d/up.sql',
    ],
  ],
  [['V1__a.sql', 'V1_1__b.sql', 'V2__c.sql']],
])('%p stays in order', (names) => {
  expect(names.toReversed().sort(byRunningOrder)).toEqual(names);
});

test.each([
  ['m/1.down.sql', true],
  ['m/1_a/down.sql', true],
  ['m/rollback.sql', true],
  ['m/1.up.sql', false],
  ['m/2_drop_download_count.sql', false],
  ['m/3_breakdown.sql', false],
])('%s undoes another: %p', (path, expected) => {
  expect(undoes(path)).toBe(expected);
});

test('the way back is blanked out where a way there stands before it', () => {
  const text = '-- +goose Up\nselect 1;\n-- +goose Down\ndrop table t;\n';
  expect(forwardPart(text).trimEnd()).toBe('-- +goose Up\nselect 1;');
  expect(forwardPart(text)).toHaveLength(text.length);
  expect(forwardPart('-- down\nselect 1')).toBe('-- down\nselect 1');
});

test.each([
  ['-- +goose Up\nselect 1;', true],
  ['-- +goose NO TRANSACTION\n-- +goose Up\nselect 1;', false],
  ['-- migrate:up\nselect 1;', true],
  ['-- migrate:up transaction:false\nselect 1;', false],
  ['-- +migrate Up\nselect 1;', true],
  ['-- +migrate Up notransaction\nselect 1;', false],
  ['select 1;--> statement-breakpoint\nselect 2;', true],
  ['-- up\nselect 1;', false],
])('%p is run in a transaction by its tool: %p', (text, expected) => {
  expect(isWrapped(text)).toBe(expected);
});
