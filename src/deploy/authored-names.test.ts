import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sha256 } from '../base/digest.ts';
import type { CertifiedStep } from '../plan/document/read.ts';
import { openScratch } from '../shell/postgres/pglite.ts';
import { OWN_NAMES } from '../sql/names.ts';
import type { Engine } from '../world/engine.ts';
import { applySteps } from './apply.ts';
import { openDeployment } from './ledger.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openScratch({ pgtap: false });
  await engine.session.run(`set search_path = ${OWN_NAMES};
    create table public.audit (id integer);
    create table public.note (id integer primary key, tag text);
    create function public.noted() returns trigger language plpgsql
      as $$ begin insert into audit values (new.id); return null; end $$;
    create constraint trigger noted after update on public.note deferrable initially deferred
      for each row execute function public.noted()`);
});
afterAll(() => engine[Symbol.asyncDispose]());

const FRESH = 'truncate public.note, public.audit; insert into public.note select generate_series(1, 3)';
const UPDATE = "UPDATE note SET tag = 'none' WHERE tag IS NULL";
const STEP: CertifiedStep = {
  id: 'backfill-001',
  phase: 'backfill',
  object: 'column:public.note.tag',
  sql: `${UPDATE};`,
  transactional: true,
  lockTimeoutMs: 2000,
  statementTimeoutMs: 30_000,
  hazards: [],
  batch: null,
  schemaAfter: sha256('after'),
};
const batch = { table: 'public.note', sql: `${UPDATE} AND ctid >= $1::tid AND ctid < $2::tid`, pages: 8 };

test.each<[string, CertifiedStep]>([
  ['once', STEP],
  ['in batches', { ...STEP, id: 'backfill-002', batch }],
])(
  'what a step and its deferred triggers name without a schema is found in public, run %s',
  async (_, step) => {
    const { session } = engine;
    const opening = { certificate: step.id, sequence: 1, environment: 'dev', plan: sha256(''), steps: 1 };
    await openDeployment(session, opening, {
      id: 'a',
      place: { systemIdentifier: '1', oid: '2', timeline: 1 },
    });
    await session.run(FRESH);
    const applied = await applySteps(step.id, [step], [], session, {
      sleep: async () => {},
      random: () => 0,
      progress: () => {},
      connect: null,
      liveDigest: async () => sha256('before'),
      expired: () => null,
    });
    expect(applied).toEqual({ outcome: 'done', ran: [step.id] });
    expect(await session.query('select id from public.audit order by id')).toEqual([
      { id: 1 },
      { id: 2 },
      { id: 3 },
    ]);
    const [row] = await session.query<{ names: string }>("select current_setting('search_path') as names");
    expect(row?.names).toBe(OWN_NAMES);
  },
);
