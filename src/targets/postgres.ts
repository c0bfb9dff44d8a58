import { createAll, createRest, lookupIn } from '../ir/create-all.ts';
import { qualified, tableClauses } from '../ir/ddl.ts';
import { tablesOf } from '../ir/tables.ts';
import { Lines } from './lines.ts';
import { defineTarget } from './target.ts';

export default defineTarget({
  name: 'postgres',
  summary: 'schema.sql: DDL for an empty PostgreSQL 14 to 18 database.',
  artifacts: ['schema.sql'],

  generate(schema) {
    const lookup = lookupIn(schema);
    const models = new Map(tablesOf(schema).map((model) => [model.table.id, model]));
    const lines = new Lines();
    // The body of a function may name what is made after it.
    if (schema.objects.some((o) => o.kind === 'carried')) lines.add('SET check_function_bodies = off;');
    for (const { object, sql } of [...createAll(schema), ...createRest(schema)]) {
      const model = sql.startsWith('CREATE TABLE') ? models.get(object) : undefined;
      if (!model || model.columns.length === 0) {
        lines.place(object, () => lines.add(sql));
        continue;
      }
      const clauses = tableClauses(model, lookup);
      lines.place(object, () => {
        lines.add(`CREATE TABLE ${qualified(model.table)} (`);
        clauses.forEach(({ id, sql: clause }, i) => {
          lines.place(id, () => lines.add(`  ${clause}${i < clauses.length - 1 ? ',' : ''}`));
        });
        lines.add(');');
      });
    }
    return [lines.file('schema.sql')];
  },
});
