import { qualified } from '../../ir/ddl.ts';
import { type Altered, altered } from '../claims.ts';
import { defineRecipe, quickStep, type StepDraft } from '../recipe.ts';

export default defineRecipe<Altered<'table'>>({
  id: 'enable-row-security',
  summary:
    'Switched on last, once every policy is there: from then on a session sees only what a policy allows.',
  source: 'https://www.postgresql.org/docs/18/ddl-rowsecurity.html',
  claims: altered('table', ['rowSecurity', 'forceRowSecurity'], ({ before, after }) => {
    const losesSecurity =
      (before.rowSecurity && !after.rowSecurity) || (before.forceRowSecurity && !after.forceRowSecurity);
    return !losesSecurity;
  }),
  steps({ before, after }, { tables }) {
    const alter = `ALTER TABLE ${qualified(after)}`;
    const step = (sql: string, undo: string): StepDraft =>
      quickStep({
        phase: 'switch',
        object: after.id,
        needs: (tables.get(after.id)?.policies ?? []).map(({ id }) => id),
        sql: `${alter} ${sql};`,
        undo: { sql: `${alter} ${undo};` },
        hazards: [
          {
            code: 'ROWS_BECOME_INVISIBLE',
            message: `From here on ${after.name} shows only rows that a policy allows: deploy the application that sets what the policies read first.`,
          },
        ],
      });
    return [
      ...(after.rowSecurity && !before.rowSecurity
        ? [step('ENABLE ROW LEVEL SECURITY', 'DISABLE ROW LEVEL SECURITY')]
        : []),
      ...(after.forceRowSecurity && !before.forceRowSecurity
        ? [step('FORCE ROW LEVEL SECURITY', 'NO FORCE ROW LEVEL SECURITY')]
        : []),
    ];
  },
});
