import { createPolicySql, tableNameOrTheirs } from '../../ir/ddl.ts';
import type { PolicyObject } from '../../ir/schema.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { created } from '../claims.ts';
import { defineRecipe, goesWith, quickStep } from '../recipe.ts';

export default defineRecipe<PolicyObject>({
  id: 'create-policy',
  summary: 'Policies come before row security is switched on: without one, it shows no row to anybody.',
  source: 'https://www.postgresql.org/docs/18/ddl-rowsecurity.html',
  claims: created('policy'),
  steps(policy, { lookup, newTables }) {
    const undo = newTables.has(policy.table)
      ? goesWith('its table')
      : { sql: `DROP POLICY ${quoteIdentifier(policy.name)} ON ${tableNameOrTheirs(policy.table, lookup)};` };
    return [
      quickStep({
        phase: 'expand',
        object: policy.id,
        makes: [policy.id],
        // The expressions of a policy may read other tables.
        needs: ['any enum', 'any table', 'any column'],
        sql: createPolicySql(policy, lookup),
        undo,
      }),
    ];
  },
});
