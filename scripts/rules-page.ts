/** Writes rules/README.md from the rules and the lists of other tools' rules. A test holds the two equal. */
import { join } from 'node:path';
import { rules } from '../rules/index.ts';
import { isTool, TOOLS } from '../src/check/foreign/index.ts';
import { placedRules } from '../src/commands/explain/pages/foreign-rules-page.ts';

export const PAGE = join(import.meta.dir, '..', 'rules', 'README.md');

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const head = (...cells: readonly string[]): readonly string[] => [
  row(...cells),
  row(...cells.map(() => '---')),
];

const NOT_COVERED: readonly string[] = [
  'How many queries queue up behind a lock, how much disk and log a rewrite needs, how grave a finding is for a table of this size: that takes figures of a live database.',
  'Whether rows are there that break a new constraint: `data-dependent-failure` says that it matters, `wesley rehearse` with real rows says whether.',
  'TimescaleDB, Citus, pg_partman, PostGIS and pgvector: what their own statements lock is not measured.',
  'Which index, operator class or compression suits the queries, and when statistics are due: no migration says what is asked.',
  'What Rails or another framework does before it sends SQL: the SQL is what is checked.',
  'Names by a pattern of a team: `name-needs-quotes` reports those that need quotes.',
  '`ON DELETE NO ACTION` written out or left out: PostgreSQL makes the same statement of both.',
  'Foreign keys between columns of different nondeterministic collations: collations are not followed.',
];

/** The page as it should stand. */
export function rulesPage(): string {
  const asked = rules.filter(({ optIn }) => !optIn).length;
  const lines = [
    '# Rules',
    '',
    `\`wesley check\` asks ${asked} of these ${rules.length} rules. The others are matters of taste or of a team's policy:`,
    '`--rule ID` asks one, `--all-rules` asks all. `wesley explain ID` says what to do and where it is written.',
    'This page is written by `bun run rules`.',
    '',
    ...head('rule', 'severity', 'asked', 'why'),
    ...rules.map(({ id, severity, optIn, why }) =>
      row(`[${id}](${id}.ts)`, severity, optIn ? 'by name' : 'always', why.replaceAll('|', '\\|')),
    ),
    '',
    '# What no rule covers',
    '',
    ...NOT_COVERED.map((line) => `- ${line}`),
    '',
    '# From another tool',
    '',
    '`wesley explain --from TOOL` prints these lists, `wesley explain TOOL:RULE` one rule of them.',
    'A comment that switches off a rule of squawk, pgfence, pgsafe, eugene or Atlas switches off what stands for it here.',
    ...TOOLS.filter(isTool).flatMap((tool) => ['', `## ${tool}`, '', ...tableOf(tool)]),
    '',
  ];
  return lines.join('\n');
}

const tableOf = (tool: Parameters<typeof placedRules>[0]): readonly string[] => [
  ...head('its rule', 'ours', 'difference'),
  ...placedRules(tool).map(({ rule, ours, note }) =>
    row(
      rule,
      ours.map(({ id, isDefault }) => `[${id}](${id}.ts)${isDefault ? '' : ' (by name)'}`).join(', ') ||
        'none',
      note,
    ),
  ),
];

if (import.meta.main) await Bun.write(PAGE, rulesPage());
