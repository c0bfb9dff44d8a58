import { createEnumSql, qualified } from '../../ir/ddl.ts';
import { objectId } from '../../ir/object-id.ts';
import type { EnumObject } from '../../ir/schema.ts';
import { created } from '../claims.ts';
import { defineRecipe, quickStep } from '../recipe.ts';

export default defineRecipe<EnumObject>({
  id: 'create-enum',
  summary: 'A new type locks nothing that exists.',
  source: 'https://www.postgresql.org/docs/18/sql-createtype.html',
  claims: created('enum'),
  steps(type) {
    const undo = { sql: `DROP TYPE ${qualified(type)};` };
    return [
      quickStep({
        phase: 'expand',
        object: type.id,
        makes: [type.id],
        needs: [objectId('schema', type.schema)],
        sql: createEnumSql(type),
        undo,
      }),
    ];
  },
});
