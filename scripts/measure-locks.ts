/**
 * Asks real servers what statements lock, rewrite and scan: `bun scripts/measure-locks.ts [topic…]` reads
 * `fixtures/locks/<topic>.sql` and writes `snapshots/locks/<topic>.json`, one entry per case and range of majors.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LockCase, topicNames, topicOf } from './lock-cases.ts';
import { measure, prepareServer } from './measure.ts';
import { MAJORS, type Server, startServer } from './server.ts';

const ROOT = join(import.meta.dir, '..');

const asked = process.argv.slice(2);
const topics = asked.length > 0 ? asked : topicNames(join(ROOT, 'fixtures', 'locks'));
const measured = new Map<string, Record<string, Record<string, unknown>>>(topics.map((topic) => [topic, {}]));

for (const major of MAJORS) {
  const server = await startServer(major);
  try {
    await prepareServer(server.url);
    for (const topic of topics) {
      const { given, cases } = await topicOf(join(ROOT, 'fixtures', 'locks', `${topic}.sql`));
      for (const one of cases) await record(server, topic, given, one);
    }
  } finally {
    await server.stop();
  }
}
mkdirSync(join(ROOT, 'snapshots', 'locks'), { recursive: true });
for (const [topic, cases] of measured) {
  const text = `${JSON.stringify(cases, null, 1)}\n`;
  await Bun.write(join(ROOT, 'snapshots', 'locks', `${topic}.json`), text);
}

async function record(server: Server, topic: string, given: string, one: LockCase): Promise<void> {
  const all = measured.get(topic) ?? {};
  const answer = await measure(server.url, `${given}\n${one.given}`, one.statement).catch((error) => {
    throw new Error(`${topic}, case ${one.id}, PostgreSQL ${server.major}`, { cause: error });
  });
  if (!answer) return;
  const result = JSON.stringify(answer);
  const ranges = all[one.id] ?? {};
  all[one.id] = ranges;
  // Majors that answer alike share an entry: `14-17`.
  const last = Object.keys(ranges).at(-1);
  if (last !== undefined && JSON.stringify(ranges[last]) === result) {
    delete ranges[last];
    ranges[`${last.split('-')[0]}-${server.major}`] = JSON.parse(result);
  } else ranges[String(server.major)] = JSON.parse(result);
}
