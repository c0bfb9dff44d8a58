import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { topicNames, topicOf } from '../lock-cases.ts';
import { type Measured, measure, prepareServer } from '../measure.ts';
import { type Server, startServer } from '../server.ts';

const ROOT = join(import.meta.dir, '..', '..');
// Of five majors one is asked again here; `bun scripts/measure-locks.ts` asks all of them.
const MAJOR = 17;

let server: Server;
beforeAll(async () => {
  server = await startServer(MAJOR);
  await prepareServer(server.url);
}, 60_000);
afterAll(() => server.stop());

/** What was written down for one major; `null` where it lacks what the case needs. */
function recorded(ranges: Readonly<Record<string, Measured>>, major: number): Measured | null {
  for (const [range, result] of Object.entries(ranges)) {
    const [first = 0, last = first] = range.split('-').map(Number);
    if (first <= major && major <= last) return result;
  }
  return null;
}

// How a query finds its rows is the planner's choice, which hangs on how fresh its statistics are.
const QUERY =
  /^(?:\s*(?:select|with|table|values|insert|update|delete|merge|explain|declare|copy|call|do|execute)\b)/i;

const comparable = (measured: Measured | null, statement: string): unknown =>
  measured && QUERY.test(statement) ? { ...measured, scans: [], indexLocks: {} } : measured;

test.each(topicNames(join(ROOT, 'fixtures', 'locks')))(
  `PostgreSQL ${MAJOR} still does what was written down of %s`,
  async (topic) => {
    const { given, cases } = await topicOf(join(ROOT, 'fixtures', 'locks', `${topic}.sql`));
    const written = await Bun.file(join(ROOT, 'snapshots', 'locks', `${topic}.json`)).json();
    const differences: unknown[] = [];
    for (const one of cases) {
      const measured = await measure(server.url, `${given}\n${one.given}`, one.statement);
      const now = comparable(measured, one.statement);
      const then = comparable(recorded(written[one.id] ?? {}, MAJOR), one.statement);
      if (!Bun.deepEquals(now, then)) differences.push({ id: one.id, then, now });
    }
    expect(differences).toEqual([]);
    expect(cases.length).toBeGreaterThan(20);
  },
  240_000,
);
