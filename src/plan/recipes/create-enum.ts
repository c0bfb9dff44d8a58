import { createEnumSql, qualified } from '../../ir/ddl.ts';
import { defineRecipe, quickStep } from '../recipe.ts';

export default defineRecipe({
  id: 'create-enum',
  summary: 'A new type locks nothing that exists.',
  source: 'https://www.postgresql.org/docs/18/sql-createtype.html',
  steps(change) {
    if (change.kind !== 'create' || change.after.kind !== 'enum') return null;
    const undo = { sql: `DROP TYPE ${qualified(change.after)};` };
    return [quickStep({ phase: 'expand', object: change.after.id, sql: createEnumSql(change.after), undo })];
  },
});
