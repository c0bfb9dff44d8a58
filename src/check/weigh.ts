import { blockedBy, type Impact, impactOf } from '../impact/impact.ts';
import { toSeconds } from '../impact/seconds-text.ts';
import { isSmall, type KnownTables, type SmallTable } from '../impact/stats.ts';
import type { CheckedFile, CheckedPart } from './checked-file.ts';
import { transactionsOf } from './held.ts';
import { type Finding, named } from './rule.ts';

/**
 * Adds what statistics tell to a checked file: whom each statement blocks and for how long, as a sentence in its
 * findings. Leaves out findings about reading or rewriting all rows of tables that are all known to be small.
 */
export function weigh(checked: CheckedFile, tables: KnownTables, small: SmallTable | null): CheckedFile {
  const statements = checked.statements.map((part) => ({ ...part, impact: impactOf(part, tables) }));
  const byStart = new Map(statements.map((part) => [part.statement.start, part]));
  const findings = checked.findings.flatMap((finding): Finding[] => {
    const part = byStart.get(finding.start);
    // A rule without a lock is not about time.
    if (!part || finding.rule.lock === null) return [finding];
    if (small && isAboutRows(finding) && touchesOnlySmall(part, tables, small)) return [];
    const said = part.impact.flatMap(sentence);
    return [said.length > 0 ? { ...finding, message: `${finding.message} ${said.join(' ')}` } : finding];
  });
  return { ...checked, statements, findings, transactions: transactionsOf(statements, tables) };
}

// A rename or a drop is as dangerous for a small table as for a large one.
const isAboutRows = ({ rule }: Finding): boolean => rule.work !== null && rule.work !== 'catalog only';

function touchesOnlySmall({ effects }: CheckedPart, tables: KnownTables, small: SmallTable): boolean {
  const blocked = effects.locks
    .filter(({ mode }) => blockedBy(mode) !== null)
    .map(({ relation }) => relation);
  const touched = [...blocked, ...effects.scans];
  return touched.length > 0 && touched.every((relation) => isSmall(tables.table(relation), small));
}

function sentence({ relation, blocks, perSecond, seconds }: Impact): readonly string[] {
  if (perSecond === null && seconds === null) return [];
  const rate = perSecond === null ? '' : perSecond < 0.05 ? 'hardly any ' : `about ${rounded(perSecond)} `;
  const what = perSecond === null || perSecond < 0.05 ? blocks : `${blocks} a second`;
  const time = seconds ? ` for ${toSeconds(seconds)}` : '';
  return [`It blocks ${rate}${what} of ${named([relation])}${time}.`];
}

const rounded = (value: number): string => String(Number(value.toPrecision(2)));
