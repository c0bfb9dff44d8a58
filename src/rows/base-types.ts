import type { CheckConstraint, ColumnObject, Schema, SchemaObject } from '../ir/schema.ts';
import { schemaOf } from '../ir/schema-of.ts';
import { quoteIdentifier } from '../sql/identifier.ts';

interface Domain {
  readonly type: string;
  readonly notNull: boolean;
  /** Over VALUE. */
  readonly checks: readonly string[];
}

/**
 * The schema with the base type of each column whose type is a domain, and with the domain's checks as the column's: rows are
 * made as for these. PostgreSQL judges them by the domain.
 */
export function onBaseTypes(schema: Schema): Schema {
  const domains = domainsOf(schema);
  if (domains.size === 0) return schema;
  return schemaOf(
    schema.objects.flatMap((object): readonly SchemaObject[] => {
      if (object.kind !== 'column') return [object];
      const found = domains.get(object.type);
      if (found)
        return [
          { ...object, type: found.type, notNull: object.notNull || found.notNull },
          ...checksOn(object, found),
        ];
      const item = object.type.endsWith('[]') ? domains.get(object.type.slice(0, -2)) : undefined;
      return item && !item.type.endsWith('[]') ? [{ ...object, type: `${item.type}[]` }] : [object];
    }),
  );
}

function domainsOf({ objects }: Schema): ReadonlyMap<string, Domain> {
  const found = new Map<string, Domain>();
  for (const object of objects) {
    if (object.kind !== 'carried' || object.what !== 'domain') continue;
    // As `domain.ts` of what is carried prints it.
    const [, name, type] =
      /^CREATE DOMAIN ((?:"(?:[^"]|"")+"|[^\s".]+)\.(?:"(?:[^"]|"")+"|[^\s".]+)) AS (.*?)(?: COLLATE | DEFAULT | NOT NULL| CONSTRAINT |;)/s.exec(
        object.definition,
      ) ?? [];
    if (name === undefined || type === undefined) continue;
    const [head = '', ...checks] = object.definition.split(/ CONSTRAINT (?:"(?:[^"]|"")+"|[^\s"]+) CHECK /);
    found.set(name, {
      type,
      notNull: / NOT NULL;?$/.test(head),
      // One that is NOT VALID stands in a statement of its own.
      checks: checks.map((check) => check.replace(/( NOT VALID)?;?\s*(ALTER DOMAIN [^;]*ADD)?$/, '')),
    });
  }
  // A domain may be over a domain.
  for (const [name, domain] of found) {
    const below = found.get(domain.type);
    if (below)
      found.set(name, {
        type: below.type,
        notNull: below.notNull || domain.notNull,
        checks: [...below.checks, ...domain.checks],
      });
  }
  return found;
}

const checksOn = (column: ColumnObject, { checks }: Domain): readonly CheckConstraint[] =>
  checks.map((check, i) => ({
    kind: 'constraint',
    type: 'check',
    id: `constraint:${column.id.slice('column:'.length)} ${i}`,
    table: column.table,
    name: `the domain of ${column.name}`,
    expression: check.replace(/\bVALUE\b/g, quoteIdentifier(column.name)),
    deferrable: 'no',
    validated: true,
    comment: null,
    declared: null,
  }));
