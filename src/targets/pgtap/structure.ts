import {
  addConstraintSql,
  createIndexSql,
  createPolicySql,
  type Lookup,
  tableNameOrTheirs,
} from '../../ir/ddl.ts';
import type { ColumnObject, ForeignKey, KeyConstraint, PolicyObject, TableObject } from '../../ir/schema.ts';
import type { TableModel } from '../../ir/tables.ts';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/identifier.ts';
import { names, regclass, type Script, says } from './script.ts';

/**
 * Tests what the catalogs say about a table.
 *
 * Expressions are compared with a twin: a temporary table of the same name and columns, created with the declared
 * defaults, checks, indexes and policies. So the same server prints both sides, whatever its version.
 */
export function writeStructure(script: Script, model: TableModel, lookup: Lookup): void {
  const { table, columns } = model;
  const live = regclass(table.schema, table.name);
  const twin = regclass('pg_temp', table.name);
  const where = `${quoteLiteral(table.schema)}, ${quoteLiteral(table.name)}`;
  script.assert(table.id, `has_table(${where}, ${says(`${table.name} exists`)})`);
  script.assert(
    table.id,
    `columns_are(${where}, ${names(columns.map(({ name }) => name))}, ${says(`${table.name} has its columns and no others`)})`,
  );
  for (const column of columns) writeColumn(script, model, column, live);
  for (const key of [model.primaryKey, ...model.uniques, ...model.foreignKeys]) {
    if (key)
      script.assert(
        key.id,
        definition(
          live,
          key.name,
          quoteLiteral(constraintText(key, lookup)),
          `${table.name}: ${key.type} ${key.name}`,
        ),
      );
  }
  script.assert(
    table.id,
    `is(pg_temp.wesley_row_security(${live}), ${quoteLiteral(rowSecurity(table))}, ${says(`${table.name}: row security`)})`,
  );
  script.assert(
    table.id,
    `policies_are(${where}, ${names(model.policies.map(({ name }) => name))}, ${says(`${table.name} has its policies and no others`)})`,
  );
  for (const policy of model.policies) {
    script.assert(
      policy.id,
      `is(pg_temp.wesley_policy(${live}, ${quoteLiteral(policy.name)}), ${quoteLiteral(policyText(policy))}, ${says(`${table.name}: policy ${policy.name}`)})`,
    );
  }
  writeTwin(script, model, lookup, live, twin);
}

function writeColumn(script: Script, { table }: TableModel, column: ColumnObject, live: string): void {
  const path = `${quoteLiteral(table.schema)}, ${quoteLiteral(table.name)}, ${quoteLiteral(column.name)}`;
  const called = `${table.name}.${column.name}`;
  const name = quoteLiteral(column.name);
  script.assert(
    column.id,
    `is(pg_temp.wesley_type(${live}, ${name}), ${quoteLiteral(column.type)}, ${says(`${called} is ${column.type}`)})`,
  );
  const nullable = column.notNull
    ? `col_not_null(${path}, ${says(`${called} is not null`)})`
    : `col_is_null(${path}, ${says(`${called} may be null`)})`;
  script.assert(column.id, nullable);
  if (column.identity !== null || column.generated !== null) {
    const kind = `${identityCode(column)}/${column.generated === null ? '' : column.generated.stored ? 's' : 'v'}`;
    script.assert(
      column.id,
      `is(pg_temp.wesley_column_kind(${live}, ${name}), ${quoteLiteral(kind)}, ${says(`${called} is made by the database`)})`,
    );
  } else if (column.default === null) {
    script.assert(
      column.id,
      `is(pg_temp.wesley_default(${live}, ${name}), null, ${says(`${called} has no default`)})`,
    );
  }
}

const identityCode = ({ identity }: ColumnObject): string =>
  identity === null ? '' : identity === 'always' ? 'a' : 'd';

const rowSecurity = ({ rowSecurity: on, forceRowSecurity: forced }: TableObject): string =>
  `${on ? 'on' : 'off'}${forced ? ', forced' : ''}`;

const policyText = (policy: PolicyObject): string =>
  `${policy.permissive ? 'permissive' : 'restrictive'} for ${policy.command} to ${policy.roles.length === 0 ? 'PUBLIC' : policy.roles.toSorted().map(quoteIdentifier).join(', ')}`;

const definition = (rel: string, name: string, expected: string, text: string): string =>
  `is(pg_temp.wesley_constraint(${rel}, ${quoteLiteral(name)}), ${expected}, ${says(text)})`;

/** A key as `pg_get_constraintdef` prints it when no user schema is in the search_path. */
function constraintText(key: KeyConstraint | ForeignKey, lookup: Lookup): string {
  const columns = `(${key.columns.map(quoteIdentifier).join(', ')})`;
  const when =
    key.deferrable === 'no'
      ? ''
      : key.deferrable === 'initially deferred'
        ? ' DEFERRABLE INITIALLY DEFERRED'
        : ' DEFERRABLE';
  if (key.type !== 'foreign key') {
    const nulls = key.nullsNotDistinct ? ' NULLS NOT DISTINCT' : '';
    const include = key.include.length > 0 ? ` INCLUDE (${key.include.map(quoteIdentifier).join(', ')})` : '';
    return `${key.type.toUpperCase()}${nulls} ${columns}${include}${when}`;
  }
  const actions = [['UPDATE', key.onUpdate] as const, ['DELETE', key.onDelete] as const].map(
    ([verb, action]) => (action === 'NO ACTION' ? '' : ` ON ${verb} ${action}`),
  );
  const references = `${tableNameOrTheirs(key.refTable, lookup)}(${key.refColumns.map(quoteIdentifier).join(', ')})`;
  return `FOREIGN KEY ${columns} REFERENCES ${references}${actions.join('')}${when}${key.validated ? '' : ' NOT VALID'}`;
}

function writeTwin(script: Script, model: TableModel, lookup: Lookup, live: string, twin: string): void {
  const { table } = model;
  const defaults = model.columns.filter((column) => column.default !== null && column.generated === null);
  if (defaults.length + model.checks.length + model.indexes.length + model.policies.length === 0) return;
  const twinName = `pg_temp.${quoteIdentifier(table.name)}`;
  const inTwin: Lookup = (id) => (id === table.id ? { ...table, schema: 'pg_temp' } : lookup(id));
  script.add(
    '',
    `create temporary table ${quoteIdentifier(table.name)} (like ${quoteQualified(table.schema, table.name)}) on commit drop;`,
  );
  const compare = (reader: string, name: string, text: string): string =>
    `is(${reader}(${live}, ${quoteLiteral(name)}), ${reader}(${twin}, ${quoteLiteral(name)}), ${says(`${table.name}${text}`)})`;
  for (const column of defaults) {
    script.add(
      `alter table ${twinName} alter column ${quoteIdentifier(column.name)} set default ${column.default};`,
    );
    script.assert(
      column.id,
      compare('pg_temp.wesley_default', column.name, `.${column.name} has its default`),
    );
  }
  for (const check of model.checks) {
    script.add(addConstraintSql(check, inTwin, !check.validated));
    script.assert(check.id, compare('pg_temp.wesley_constraint', check.name, `: check ${check.name}`));
  }
  for (const index of model.indexes) {
    script.add(createIndexSql(index, inTwin));
    script.assert(index.id, compare('pg_temp.wesley_index', index.name, `: index ${index.name}`));
  }
  for (const policy of model.policies) {
    script.add(createPolicySql(policy, inTwin));
    script.assert(
      policy.id,
      compare('pg_temp.wesley_policy_terms', policy.name, `: terms of policy ${policy.name}`),
    );
  }
  script.add(`drop table ${twinName};`);
}
