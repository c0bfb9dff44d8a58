import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { readStatsOf, type StatsDocument } from '../../impact/stats-document.ts';
import { count } from '../../reports/report.ts';
import { defineCommand } from '../line/command.ts';
import { DSN_FLAG } from '../line/dsn-flag.ts';
import { misuse } from '../line/misuse.ts';

const MAX_SECONDS = 3600;

export default defineCommand({
  name: 'stats',
  summary: 'Read how large and how busy the tables of a live database are, for `check --stats`.',
  flags: {
    ...DSN_FLAG,
    out: { type: 'string', description: 'write it to this file instead of stdout', valueHint: 'FILE' },
    seconds: {
      type: 'string',
      description: 'rates between two samples this far apart (default: since the counters were reset)',
      valueHint: 'N',
    },
  },
  positionals: [],
  examples: [
    'wesley stats --dsn postgres://localhost/shop --out stats.json',
    'wesley stats --dsn postgres://localhost/shop --seconds 60 --json',
  ],

  async run(input, world) {
    const url = input.text('dsn') ?? '';
    const seconds = secondsFrom(input.text('seconds'));
    const engine = await world.openDatabase(url);
    const document = await readStatsOf(engine, seconds, world.clock).finally(() =>
      engine[Symbol.asyncDispose](),
    );
    if (document.rates === null)
      world.log.warn('nothing tells since when the server counts, so no rate is known: add --seconds 60');
    const out = input.text('out');
    if (out !== null) await world.files.write(out, jsonText(document));
    if (out === null || input.on('json')) world.out(jsonText(document));
    else world.out(`${out}: ${told(document, withoutSecrets(url))}\n`);
    return EXIT.ok;
  },
});

function told({ tables, indexes, rates }: StatsDocument, database: string): string {
  const over = rates?.over === 'samples' ? 'between two samples' : 'since the counters were reset';
  const said = rates ? `rates over ${rates.seconds} s, ${over}` : 'no rates';
  return `${count(tables.length, 'table')} and ${count(indexes.length, 'index', 'indexes')} of ${database}, ${said}`;
}

function secondsFrom(value: string | null): number | null {
  const seconds = Number(value ?? Number.NaN);
  if (value === null || (seconds > 0 && seconds <= MAX_SECONDS)) return value === null ? null : seconds;
  const message = `--seconds takes a number up to ${MAX_SECONDS}, not "${value}".`;
  throw misuse(message, 'Write --seconds 60.');
}
