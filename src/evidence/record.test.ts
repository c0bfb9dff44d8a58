import { describe, expect, test } from 'bun:test';
import { sha256 } from '../base/digest.ts';
import { jsonText } from '../base/json-text.ts';
import { formatChain, headOf, readChain } from './chain.ts';
import { KINDS } from './kinds/index.ts';
import { chainOf, everyRecord, recordOf } from './record.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const tests = { total: 2, passed: 2, failed: 0, failures: [] };
const rehearsal = {
  verdict: 'PASS',
  engine: 'postgres',
  server: 'PostgreSQL 18.4',
  steps: [],
  proof: {
    reached: sha256('to'),
    target: sha256('to'),
    equal: true,
    differences: [],
    rowsBefore: 1,
    rowsLost: 0,
  },
  rollback: { verdict: 'PASS', equal: true, rowsLost: 0, remains: [], ms: 1 },
  tests,
  timings: { baselineMs: 1, fillMs: 1, stepsMs: 1, testsMs: 1, rollbackMs: 1, totalMs: 5 },
  notes: [],
};
const end = { source: 'empty', digest: sha256('') };
const files: ReadonlyMap<string, Uint8Array> = new Map([
  ['realm.json', utf8(jsonText(rehearsal))],
  ['schema.graphql', utf8('type T @wes_table { id: ID! @wes_pk }')],
  [
    'plan.json',
    utf8(
      jsonText({
        tool: 'wesley',
        from: end,
        to: end,
        changes: [],
        phases: [],
        rollback: [],
        summary: { steps: 0, destructive: 0, strongestLock: null },
      }),
    ),
  ],
  [
    'check.json',
    utf8(
      jsonText({
        tool: 'wesley',
        postgres: 18,
        files: [],
        summary: { files: 0, statements: 0, errors: 0, warnings: 0 },
      }),
    ),
  ],
]);
const AT = '2026-11-20T16:58:00Z';
const collected = { chain: chainOf(files, AT), files, run: '01KAH5CT0000000000000000XY' };

const withFile = (path: string, text: string) => ({
  ...collected,
  files: new Map([...files, [path, utf8(text)]]),
});

test('there is evidence of every kind, in the order of the table, and it is read back', () => {
  const { chain } = collected;
  expect(chain.map(({ kind }) => kind)).toEqual(Object.keys(KINDS));
  expect(readChain(utf8(formatChain(chain)), headOf(chain))).toEqual(chain);
});

test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
  'a record of kind %s says what, where and when',
  (kind) => {
    const { record } = recordOf(kind, collected);
    const seq = Object.keys(KINDS).indexOf(kind) + 1;
    expect(record).toMatchObject({ kind, seq, run: collected.run, at: AT });
    expect(record?.subject).toStartWith(KINDS[kind].file);
  },
);

test('a part of a file is evidence of its own', () => {
  expect(recordOf('tests', collected).record).toMatchObject({ subject: 'realm.json#tests', body: tests });
  expect(collected.chain.at(-1)?.digest).not.toBe(collected.chain.at(-2)?.digest);
});

test('a whole collection has a record of every kind, each at the place of its link', () => {
  const { records } = everyRecord(collected);
  expect(Object.values(records ?? {}).map(({ kind, seq, run }) => [kind, seq, run])).toEqual(
    Object.keys(KINDS).map((kind, i) => [kind, i + 1, collected.run]),
  );
});

test('the first fault of a collection names the kind that it is in', () => {
  const other = withFile('check.json', '{}');
  expect(everyRecord(other)).toMatchObject({ records: null, kind: 'check', at: 'body' });
  expect(everyRecord({ ...collected, chain: [] })).toMatchObject({ kind: null, at: 'chain' });
});

test('a file without its result makes no link: that is our bug', () => {
  const files = new Map([['realm.json', utf8('{"verdict":"PASS"}')]]);
  expect(() => chainOf(files, AT)).toThrow(new TypeError('realm.json has no tests'));
});

describe('no record', () => {
  test('of a file that is not there', () => {
    expect(recordOf('plan', { ...collected, files: new Map() }).fault).toBe('there is no plan.json');
  });

  test('of a file that was changed since', () => {
    const other = withFile('realm.json', jsonText({ ...rehearsal, server: 'PostgreSQL 17.0' }));
    expect(recordOf('rehearsal', other).fault).toBe('evidence.jsonl does not vouch for realm.json');
    expect(recordOf('tests', other).record?.body).toEqual(tests);
  });

  test('that the chain does not have', () => {
    expect(recordOf('check', { ...collected, chain: [] }).fault).toBe(
      'evidence.jsonl does not vouch for check.json',
    );
  });

  test('of what is not of its kind', () => {
    const other = withFile('realm.json', jsonText({ ...rehearsal, tests: { total: '2' } }));
    expect(recordOf('rehearsal', other)).toMatchObject({
      at: 'body',
      fault: expect.stringContaining('realm.json: tests.total: '),
    });
    expect(recordOf('plan', withFile('plan.json', '{')).fault).toBe('plan.json is not JSON');
    expect(recordOf('tests', withFile('realm.json', '[]')).fault).toBe('realm.json has no tests');
  });
});
