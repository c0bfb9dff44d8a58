import { createSequenceSql, qualified, sequenceOwnerSql } from '../../ir/ddl.ts';
import { objectId } from '../../ir/object-id.ts';
import type { SequenceObject } from '../../ir/schema.ts';
import { created } from '../claims.ts';
import { defineRecipe, quickStep, type StepDraft } from '../recipe.ts';

export default defineRecipe<SequenceObject>({
  id: 'create-sequence',
  summary:
    'A new sequence locks nothing that exists. It is made before the default that calls it, and is given to its column after that.',
  source: 'https://www.postgresql.org/docs/18/sql-createsequence.html',
  claims: created('sequence'),
  steps(sequence) {
    const create = quickStep({
      phase: 'expand',
      object: sequence.id,
      makes: [sequence.id],
      needs: [objectId('schema', sequence.schema)],
      sql: createSequenceSql(sequence),
      undo: { sql: `DROP SEQUENCE ${qualified(sequence)};` },
    });
    return [create, ...owned(sequence)];
  },
});

/** An owned sequence would go with its table, so the rollback takes it away from the column before that is dropped. */
function owned(sequence: SequenceObject): readonly StepDraft[] {
  const sql = sequenceOwnerSql(sequence);
  if (sql === null || sequence.ownedBy === null) return [];
  return [
    quickStep({
      phase: 'expand',
      object: sequence.id,
      needs: [sequence.ownedBy],
      sql,
      undo: { sql: `ALTER SEQUENCE ${qualified(sequence)} OWNED BY NONE;` },
    }),
  ];
}
