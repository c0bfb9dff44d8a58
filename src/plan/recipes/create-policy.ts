import { createPolicySql, tableName } from '../../ir/ddl.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { defineRecipe, goesWith, quickStep } from '../recipe.ts';

export default defineRecipe({
  id: 'create-policy',
  summary: 'Policies come before row security is switched on: without one, it shows no row to anybody.',
  source: 'https://www.postgresql.org/docs/18/ddl-rowsecurity.html',
  steps(change, { lookup, newTables }) {
    if (change.kind !== 'create' || change.after.kind !== 'policy') return null;
    const policy = change.after;
    const undo = newTables.has(policy.table)
      ? goesWith('its table')
      : { sql: `DROP POLICY ${quoteIdentifier(policy.name)} ON ${tableName(policy.table, lookup)};` };
    return [quickStep({ phase: 'expand', object: policy.id, sql: createPolicySql(policy, lookup), undo })];
  },
});
