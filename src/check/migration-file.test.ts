import { expect, test } from 'bun:test';
import { forwardPart, inRunningOrder, undoes } from './migration-file.ts';

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
  // Flyway: by version in whatever folder; what is repeatable comes last.
  [['a/V2__x.sql', 'b/V2_1__y.sql', 'a/V2.10__z.sql', 'b/V3__a.sql', 'a/R__views.sql', 'b/R__zones.sql']],
  // Seconds since 1970, in which a date may be read.
  [['1510262030_a.up.sql', '1520950708_b.up.sql', '1552943209_c.up.sql', '1666754000_d.up.sql']],
])('%p stays in order', (names) => {
  const files = names.toReversed().map((path) => ({ path }));
  expect(inRunningOrder(files).map(({ path }) => path)).toEqual(names);
});

test.each([
  ['m/1.down.sql', true],
  ['m/U1_2__back.sql', true],
  ['m/Users__all.sql', false],
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

test('each way back is blanked out in a file that goes there and back repeatedly', () => {
  const text =
    '-- rambler up\nselect 1;\n-- rambler down\ndrop table t;\n-- rambler up\nselect 2;\n-- rambler down\ndrop table u;';
  expect(
    forwardPart(text)
      .split('\n')
      .filter((line) => line.trim() !== ''),
  ).toEqual(['-- rambler up', 'select 1;', '-- rambler up', 'select 2;']);
  expect(forwardPart(text)).toHaveLength(text.length);
});
