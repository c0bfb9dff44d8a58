/** Writes rules/README.md from the rules and the lists of other tools' rules. A test holds the two equal. */
import { join } from 'node:path';
import { rules } from '../rules/index.ts';
import { placedRules } from '../src/commands/foreign-rules-page.ts';
import { isTool, TOOLS } from '../src/locks/foreign-rules.ts';

export const PAGE = join(import.meta.dir, '..', 'rules', 'README.md');

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const head = (...cells: readonly string[]): readonly string[] => [
  row(...cells),
  row(...cells.map(() => '---')),
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
    '# From another tool',
    '',
    '`wesley explain --from TOOL` prints these lists, `wesley explain TOOL:RULE` one rule of them.',
    'A comment that switches off a rule of squawk, pgfence, eugene or Atlas switches off what stands for it here.',
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
