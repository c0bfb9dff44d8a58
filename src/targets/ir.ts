import { lookupIn } from '../ir/create-all.ts';
import type { Lookup } from '../ir/ddl.ts';
import { namesIn } from '../ir/object-id.ts';
import type { ColumnObject, Declared, EnumObject, IndexObject, PolicyObject, Schema } from '../ir/schema.ts';
import { schemaDigest } from '../ir/schema-of.ts';
import { type TableModel, tablesOf } from '../ir/tables.ts';
import { Lines } from './lines.ts';
import { defineTarget } from './target.ts';

/** The canonical IR: a projection of the one Schema in the shape that `schemas/ir.schema.json` publishes. */
export default defineTarget({
  name: 'ir',
  summary: 'ir.json: the canonical model, a snapshot that `plan --from` reads back.',
  artifacts: ['ir.json'],
  certifiedAs: 'ir',

  generate(schema) {
    const lines = new Lines();
    lines.add(
      '{',
      `  "$schema": "https://wesley.dev/schemas/ir.schema.json",`,
      `  "digest": "${schemaDigest(schema)}",`,
      `  "fromCatalog": ${schema.objects.every((object) => object.declared === null)},`,
    );
    addArray(
      lines,
      'schemas',
      schema.objects.flatMap((o) => (o.kind === 'schema' ? [{ id: o.id, value: { name: o.name } }] : [])),
    );
    addArray(
      lines,
      'enums',
      schema.objects.flatMap((o) => (o.kind === 'enum' ? [{ id: o.id, value: enumValue(o) }] : [])),
    );
    addTables(lines, schema);
    addArray(
      lines,
      'objects',
      schema.objects.map((object) => ({ id: object.id, value: withoutPlaces(object) })),
      true,
    );
    lines.add('}');
    return [lines.file('ir.json')];
  },
});

interface Item {
  readonly id: EnumObject['id'];
  readonly value: unknown;
}

function addArray(lines: Lines, name: string, items: readonly Item[], last = false): void {
  lines.add(`  "${name}": [`);
  items.forEach(({ id, value }, i) => {
    lines.place(id, () => lines.add(`    ${JSON.stringify(value)}${i < items.length - 1 ? ',' : ''}`));
  });
  lines.add(last ? '  ]' : '  ],');
}

function addTables(lines: Lines, schema: Schema): void {
  const models = tablesOf(schema);
  const lookup = lookupIn(schema);
  lines.add('  "tables": [');
  models.forEach((model, i) => {
    lines.place(model.table.id, () => addTable(lines, model, lookup));
    lines.add(i < models.length - 1 ? '    },' : '    }');
  });
  lines.add('  ],');
}

function addTable(lines: Lines, model: TableModel, lookup: Lookup): void {
  const { columns, ...head } = tableValue(model, lookup);
  lines.add(
    '    {',
    ...Object.entries(head).map(([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value)},`),
  );
  lines.add('      "columns": [');
  columns.forEach((column, i) => {
    const id = model.columns[i]?.id ?? model.table.id;
    lines.place(id, () => lines.add(`        ${JSON.stringify(column)}${i < columns.length - 1 ? ',' : ''}`));
  });
  lines.add('      ]');
}

function tableValue(model: TableModel, lookup: Lookup) {
  const { table, primaryKey, uniques, checks, foreignKeys, indexes, policies } = model;
  const nameOf = (id: ColumnObject['table']): string => {
    const found = lookup(id);
    return found?.kind === 'table' ? found.name : namesIn(id).join('.');
  };
  const tenant = table.declared?.directives.find((use) => use.name === '@wes_tenant');
  const by =
    tenant &&
    model.columns.find((column) => column.declared?.sdlName.endsWith(`.${String(tenant.args['by'])}`));
  return {
    name: table.name,
    schema: table.schema,
    ...described(table.comment),
    ...uid(table.declared),
    directives: directives(table.declared),
    ...(primaryKey ? { primaryKey: { name: primaryKey.name, columns: primaryKey.columns } } : {}),
    foreignKeys: foreignKeys.map((key) => ({
      name: key.name,
      columns: key.columns,
      refTable: nameOf(key.refTable),
      refColumns: key.refColumns,
      onDelete: key.onDelete,
      onUpdate: key.onUpdate,
    })),
    uniques: uniques.map(({ name, columns, nullsNotDistinct }) => ({ name, columns, nullsNotDistinct })),
    checks: checks.map(({ name, expression }) => ({ name, expression })),
    indexes: indexes.map(indexValue),
    policies: policies.map(policyValue),
    rowSecurity: table.rowSecurity,
    forceRowSecurity: table.forceRowSecurity,
    ...(by ? { tenantBy: by.name } : {}),
    columns: model.columns.map((column) =>
      columnValue(
        column,
        uniques.some((key) => key.columns.join() === column.name),
      ),
    ),
  };
}

const columnValue = (column: ColumnObject, unique: boolean) => ({
  name: column.name,
  type: column.type,
  nullable: !column.notNull,
  ...(column.default === null ? {} : { default: column.default }),
  ...(unique ? { unique } : {}),
  ...(column.backfill === null ? {} : { backfill: column.backfill }),
  ...described(column.comment),
  ...uid(column.declared),
  directives: directives(column.declared),
});

const indexValue = ({ name, method, keys, columns, unique, include, where }: IndexObject) => ({
  name,
  using: method,
  columns: columns ?? keys,
  unique,
  include,
  ...(where === null ? {} : { where }),
});

const policyValue = ({ name, command, permissive, roles, using, check }: PolicyObject) => ({
  name,
  for: command,
  to: roles.length > 0 ? roles : ['public'],
  permissive,
  using,
  check,
});

const enumValue = ({ name, schema, values, comment, declared }: EnumObject) => ({
  name,
  schema,
  values,
  ...described(comment),
  directives: directives(declared),
});

// Without places in the source: moving a type within a file must not change the output.
const withoutPlaces = (object: Schema['objects'][number]) => ({
  ...object,
  declared: object.declared && { ...object.declared, origin: null },
});

const described = (comment: string | null) => (comment === null ? {} : { comment });
const uid = (declared: Declared | null) => (declared?.uid ? { uid: declared.uid } : {});
const directives = (declared: Declared | null) => declared?.directives ?? [];
