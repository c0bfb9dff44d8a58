import { expect, test } from 'bun:test';
import { sha256 } from '../base/digest.ts';
import type { CertifiedStep } from '../plan/document/read.ts';
import { SqlError } from '../sql/error.ts';
import type { Session } from '../world/engine.ts';
import { applySteps } from './apply.ts';
import type { DeployPorts } from './ports.ts';

const BUILD: CertifiedStep = {
  id: 'expand-001',
  phase: 'expand',
  object: 'index:public.invoice_total_idx',
  sql: 'CREATE INDEX CONCURRENTLY invoice_total_idx ON public.invoice USING btree (total);',
  transactional: false,
  lockTimeoutMs: 0,
  statementTimeoutMs: 0,
  hazards: [],
  batch: null,
  schemaAfter: sha256('after'),
};

/** A server that answers nothing but which process it is, and keeps what it was told. */
function listener(): Session & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    query: async (sql) => {
      heard.push(sql);
      return (sql.includes('pg_backend_pid') ? [{ pid: 7 }] : []) as never;
    },
    run: async (sql) => heard.push(sql),
    results: async () => [],
    [Symbol.asyncDispose]: async () => {},
  };
}

const ports = (expired: string | null): DeployPorts => ({
  sleep: async () => {},
  random: () => 0,
  progress: () => {},
  connect: null,
  liveDigest: async () => sha256('before'),
  expired: () => expired,
});

test('a build that commits by itself is not begun once the certificate has expired', async () => {
  const session = listener();
  const applied = await applySteps('id', [BUILD], [], session, ports('it has expired'));

  expect(applied).toMatchObject({ outcome: 'stopped', step: 'expand-001', code: 'E_EXPIRED', ran: [] });
  expect(session.heard).not.toContain(BUILD.sql);
  expect(session.heard.some((sql) => sql.includes('begun_at'))).toBe(false);
});

test('it is noted before it begins and after it has ended, while the certificate is in force', async () => {
  const session = listener();
  const applied = await applySteps('id', [BUILD], [], session, ports(null));

  expect(applied).toEqual({ outcome: 'done', ran: ['expand-001'] });
  const notes = session.heard.flatMap((sql, i) => (sql.includes('insert into wesley.step') ? [i] : []));
  expect(notes).toHaveLength(2);
  expect(session.heard.indexOf(BUILD.sql)).toBeGreaterThan(notes[0] ?? 0);
  expect(session.heard.indexOf(BUILD.sql)).toBeLessThan(notes[1] ?? 0);
});

test('what the server said of a build is told, even where nothing can be tidied up after it', async () => {
  const session = listener();
  const refused = (message: string) => new SqlError(message, { sqlState: '23505', sql: '' });
  const broken: Session = {
    ...session,
    query: async (sql) => {
      if (sql.includes('indisvalid') && session.heard.includes(BUILD.sql)) throw refused('no catalog');
      return session.query(sql);
    },
    run: async (sql) => {
      await session.run(sql);
      if (sql === BUILD.sql) throw refused('could not create unique index');
      return 0;
    },
  };
  const applied = await applySteps('id', [BUILD], [], broken, ports(null));

  expect(applied).toMatchObject({
    code: 'E_STEP_FAILED',
    message: expect.stringMatching(/^could not create unique index \(23505\)\. What it left is not valid/),
    ran: [],
  });
  expect(session.heard.at(-1)).toContain('set lock_timeout = 0');
});
