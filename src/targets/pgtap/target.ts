import { lookupIn } from '../../ir/create-all.ts';
import type { Schema, TableObject } from '../../ir/schema.ts';
import { tablesOf } from '../../ir/tables.ts';
import { PROBES, sampleSchema } from '../../rows/sample.ts';
import { quoteLiteral, snakeCase } from '../../sql/identifier.ts';
import { defineTarget, type GeneratedFile } from '../target.ts';
import { AS_ROLE, CATALOG_FUNCTIONS, DENIAL } from './functions.ts';
import { writePolicies } from './policies.ts';
import { writeRoles } from './roles.ts';
import { writeRows } from './rows.ts';
import { names, Script, says } from './script.ts';
import { writeStructure } from './structure.ts';

export default defineTarget({
  name: 'pgtap',
  summary: 'tests/*.sql: pgTAP tests of structure, constraints by rows, and policies by role.',
  artifacts: ['tests/'],
  certifiedAs: 'tests',

  generate(schema) {
    const lookup = lookupIn(schema);
    const models = tablesOf(schema);
    const sample = sampleSchema(schema, PROBES);
    const width = Math.max(2, String(models.length).length);
    const files = models.map((model, i) => {
      const number = String(i + 1).padStart(width, '0');
      const script = new Script();
      writeRoles(script, model);
      writeStructure(script, model, lookup);
      writeRows(script, sample, model);
      writePolicies(script, sample, model, number);
      const prelude = [...CATALOG_FUNCTIONS, ...(model.table.rowSecurity ? [AS_ROLE, DENIAL] : [])];
      return script.file(
        `tests/${number}-${fileName(model.table)}.sql`,
        `What ${model.table.name} must be and do.`,
        prelude,
      );
    });
    return [...enumFile(schema, width), ...files];
  },
});

// The number makes the name unique: characters that a file name can't hold may be left out.
function fileName({ schema, name }: TableObject): string {
  const words = snakeCase(schema === 'public' ? name : `${schema}_${name}`).match(/[a-z0-9]+/g) ?? ['table'];
  return words.join('_').slice(0, 60);
}

function enumFile(schema: Schema, width: number): readonly GeneratedFile[] {
  const script = new Script();
  for (const object of schema.objects) {
    if (object.kind !== 'enum') continue;
    const where = `${quoteLiteral(object.schema)}, ${quoteLiteral(object.name)}`;
    script.assert(
      object.id,
      `enum_has_labels(${where}, ${names(object.values)}, ${says(`${object.name} has its labels, in order`)})`,
    );
  }
  return script.assertions === 0
    ? []
    : [script.file(`tests/${'0'.repeat(width)}-enums.sql`, 'What the enums must be.', [])];
}
