import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { isInDoubt, type LedgerEntry, type LedgerStep, readLedger } from '../../deploy/ledger.ts';
import { defineCommand } from '../line/command.ts';
import { DSN_FLAG } from '../line/dsn-flag.ts';

export default defineCommand({
  name: 'status',
  summary: 'Tell from the ledger in a database what was deployed to it and where it stands.',
  flags: {
    ...DSN_FLAG,
  },
  positionals: [],
  examples: ['wesley status --dsn pglite:./database', 'wesley status --dsn postgres://localhost/shop --json'],

  async run(input, world) {
    const url = input.text('dsn') ?? '';
    const engine = await world.openDatabase(url);
    try {
      const { entries: ledger, identity } = await readLedger(engine.session);
      const deployments = ledger.map((entry) => ({
        ...entry,
        state: stateOf(entry),
        stepsDone: entry.begun.filter((step) => step.done).length,
      }));
      if (input.on('json'))
        world.out(
          jsonText({
            tool: 'wesley',
            database: withoutSecrets(url),
            server: engine.server,
            identity: identity?.id ?? null,
            deployments,
          }),
        );
      else if (ledger.length === 0) world.out('Nothing was deployed here by Wesley.\n');
      else world.out(ledger.map(describe).join(''));
      return EXIT.ok;
    } finally {
      await engine[Symbol.asyncDispose]();
    }
  },
});

const stateOf = (entry: LedgerEntry): 'finished' | 'unfinished' =>
  entry.finishedAt === null ? 'unfinished' : 'finished';

function describe(entry: LedgerEntry): string {
  const done = entry.begun.filter((step) => step.done).length;
  const head = `${entry.certificate}  ${entry.environment}  #${entry.sequence}  ${done} of ${entry.steps} steps`;
  if (entry.finishedAt !== null) return `${head}  finished ${entry.finishedAt}\n`;
  const said = entry.begun.filter((step) => !step.done).map((step) => `  ${endOf(step)}\n`);
  return `${head}  unfinished since ${entry.begunAt}\n${said.join('')}  go on with: wesley deploy\n`;
}

const endOf = (step: LedgerStep): string =>
  isInDoubt(step)
    ? `${step.step} was begun at ${step.begunAt} and its end is not known`
    : `${step.step} failed at ${step.failedAt} and left nothing half done: ${step.error}`;
