import { listed, namesServer, serverForms } from '../../base/engines.ts';
import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import type { Rehearsal } from '../../rehearse/rehearsal.ts';
import { agrees } from '../../rehearse/verdict.ts';
import { loadConfig } from '../inputs/config.ts';
import { baselineOf, targetOf } from '../inputs/source.ts';
import { defineCommand } from '../line/command.ts';
import { misuse } from '../line/misuse.ts';
import { planFrom } from './planning/plan-from.ts';
import { rehearsePlan } from './planning/rehearse-plan.ts';

const REHEARSAL_FILE = '.wesley/realm.json';
export const DEFAULT_ROWS = 50;

export default defineCommand({
  name: 'rehearse',
  summary: 'Run plan, tests and rollback on a throwaway Postgres and measure what they lock.',
  flags: {
    schema: {
      type: 'string',
      description: 'the schema to reach (default: schema.graphql)',
      valueHint: 'FILE',
    },
    to: {
      type: 'string',
      description: 'what to reach instead of a schema file, as for `plan`',
      valueHint: 'SOURCE',
    },
    from: { type: 'string', description: 'where to start, as for `plan`', valueHint: 'SOURCE' },
    dsn: {
      type: 'string',
      description: 'a real server: a database is made there and dropped again',
      valueHint: 'URL',
    },
    rows: {
      type: 'string',
      description: `rows to make for each table (default: ${DEFAULT_ROWS})`,
      valueHint: 'N',
    },
    timeout: { type: 'string', description: 'stop after so many milliseconds', valueHint: 'MS' },
    'dry-run': { type: 'boolean', description: 'say what would be run, and run nothing' },
  },
  positionals: [],
  examples: [
    'wesley rehearse --schema schema.graphql --from old.graphql',
    'wesley rehearse --schema schema.graphql --from git:main --dsn postgres://localhost/postgres',
  ],

  async run(input, world) {
    if (input.text('dsn') === null && !input.on('dry-run')) world.expectScratch();
    const config = await loadConfig(input, world);
    const path = input.text('schema') ?? config.schema;
    const rows = wholeNumber(input.text('rows'), 'rows') ?? DEFAULT_ROWS;
    const timeoutMs = wholeNumber(input.text('timeout'), 'timeout');
    const target = await targetOf(input, config, world);
    const source = await baselineOf(input.text('from'), path, config, world);
    const url = serverUrl(input.text('dsn'), 'dsn');
    const planned = await planFrom(source, target, { major: config.postgres, manage: config.manage }, world);
    if (input.on('dry-run')) {
      const steps = planned.plan.steps.map(({ id, sql }) => ({ id, sql }));
      if (input.on('json'))
        world.out(jsonText({ tool: 'wesley', dryRun: true, from: withoutSecrets(source.label), steps }));
      else world.out(steps.map(({ id, sql }) => `${id}  ${sql}\n`).join(''));
      return EXIT.ok;
    }
    const rehearsal = await rehearsePlan(planned, { url, rows, timeoutMs, digests: false }, target, world);
    const written = { tool: 'wesley', from: withoutSecrets(source.label), to: target.label, ...rehearsal };
    // Printed first: where nothing can be written, what was measured is not lost.
    world.out(input.on('json') ? jsonText(written) : report(rehearsal));
    await world.files.write(REHEARSAL_FILE, jsonText(written));
    return rehearsal.verdict === 'PASS' ? EXIT.ok : EXIT.rehearsal;
  },
});

/** A flag that takes the URL of a real server, where databases can be made. @throws {InputRefused} */
export function serverUrl(text: string | null, flag: string): string | null {
  if (text === null || namesServer(text)) return text;
  throw misuse(
    `--${flag} takes ${listed(serverForms())}, a server to make a database on, not "${withoutSecrets(text)}".`,
    `Leave --${flag} out to rehearse on the embedded Postgres.`,
  );
}

/** A flag that takes a whole number from 1. @throws {InputRefused} */
export function wholeNumber(text: string | null, flag: string): number | null {
  if (text === null) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw misuse(`--${flag} takes a whole number from 1, not "${text}".`, null);
}

/** The outcome for a person: the verdict, what was measured, what went wrong. */
function report(rehearsal: Rehearsal): string {
  const { verdict, server, steps, proof, rollback, tests, timings, notes } = rehearsal;
  const seen = steps.filter((step) => step.observed !== null);
  const lines = [
    `${verdict}  on ${server}`,
    `  steps     ${steps.length} run in ${Math.round(timings.stepsMs)} ms; locks as predicted in ${seen.filter(agrees).length} of ${seen.length} observed`,
    `  schema    ${proof.reached === null ? 'not reached' : proof.equal ? 'equals the target' : `differs from the target: ${proof.differences.join(', ')}`}`,
    `  rows      ${proof.rowsBefore} before, ${proof.rowsLost ?? 'not counted how many are'} lost`,
    `  tests     ${tests.passed} of ${tests.total} assertions passed`,
    `  rollback  ${rollback.verdict ?? 'not run'}${rollback.verdict === 'PASS' ? `: equals the baseline, ${rollback.rowsLost} rows lost` : ''}`,
    ...notes.map((note) => `  note      ${note}`),
  ];
  return `${lines.join('\n')}\n`;
}
