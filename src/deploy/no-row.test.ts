import { expect, test } from 'bun:test';
import { sha256 } from '../base/digest.ts';
import { sampleStats } from '../impact/read-stats.ts';
import { schemaOf } from '../ir/schema-of.ts';
import type { CertifiedStep } from '../plan/document/read.ts';
import { pageRanges } from '../sql/page-ranges.ts';
import type { Session } from '../world/engine.ts';
import { applySteps } from './apply.ts';
import { checkPreconditions } from './preconditions.ts';

/** A server that answers these queries, by a part of their text, and every other with no row. */
const answering = (answers: Readonly<Record<string, object>>): Session => ({
  query: async (sql) => {
    const answer = Object.entries(answers).find(([part]) => sql.includes(part));
    return (answer ? [answer[1]] : []) as never;
  },
  run: async () => 0,
  results: async () => [],
  [Symbol.asyncDispose]: async () => {},
});

const batch = { table: 'public.invoice', sql: 'update invoice set total = 0', pages: 100 };
const fill: CertifiedStep = {
  id: 'backfill-001',
  phase: 'backfill',
  object: 'column:public.invoice.total',
  sql: 'UPDATE invoice SET total = 0;',
  transactional: true,
  lockTimeoutMs: 0,
  statementTimeoutMs: 0,
  hazards: [],
  batch,
  schemaAfter: sha256('after'),
};

const ports = {
  sleep: async () => {},
  random: () => 0,
  progress: () => {},
  connect: null,
  liveDigest: async () => sha256('after'),
  expired: () => null,
};

test.each<[string, () => Promise<unknown>]>([
  ['the time of a sample', () => sampleStats(answering({}))],
  ['the pages of a table', () => pageRanges(answering({}), 'public.invoice', 100)],
  ['whether a database takes writes', () => checkPreconditions(answering({}), [], schemaOf([]))],
  [
    'whether rows are hidden',
    () => checkPreconditions(answering({ transaction_read_only: { off: false } }), [fill], schemaOf([])),
  ],
  [
    'how many rows a batch filled',
    () =>
      applySteps(
        'id',
        [fill],
        [],
        answering({ pg_backend_pid: { pid: 7 }, pg_relation_size: { pages: 1 }, clock_timestamp: { ms: 0 } }),
        ports,
      ),
  ],
])('no row is no answer to the question for %s', async (_, ask) => {
  await expect(ask()).rejects.toThrow('no row came of');
});
