import { checkFile } from '../../../check/check.ts';
import { historyFrom } from '../../../check/history.ts';
import { undoes } from '../../../check/migration-file.ts';
import { createAllSql } from '../../../ir/create-all.ts';
import type { PlannedChange } from '../../../plan/planned.ts';
import type { ReportedFile } from '../../../reports/report.ts';
import { defaultRules } from '../../check/run/rule-names.ts';

/** A plan's own scripts, judged by the same rules as a stranger's, on the database they are for. */
export function checkPlan(
  { from }: PlannedChange,
  scripts: readonly { readonly path: string; readonly text: string }[],
  major: number,
): readonly ReportedFile[] {
  const history = historyFrom([createAllSql(from)], { major, rules: defaultRules, fileIsTransaction: false });
  return scripts
    .filter(({ path }) => path.endsWith('.sql') && !undoes(`/${path}`))
    .map(({ path, text }) => ({ kind: 'checked', path, checked: checkFile(history, text) }));
}
