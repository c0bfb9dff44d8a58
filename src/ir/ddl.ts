import { quoteIdentifier, quoteLiteral, quoteQualified } from '../sql/identifier.ts';
import { namesIn } from './object-id.ts';
import { kept } from './printed-array.ts';
import type {
  ColumnObject,
  ConstraintObject,
  EnumObject,
  ForeignKey,
  IdentitySequence,
  IndexObject,
  KeyConstraint,
  ObjectId,
  PolicyObject,
  SchemaObject,
  SequenceObject,
  SequenceOptions,
  TableObject,
} from './schema.ts';
import type { TableModel } from './tables.ts';

/** Finds an object by its id: a part of a table knows the table only by its id, and SQL needs the name. */
export type Lookup = (id: ObjectId) => SchemaObject | undefined;

/** A table's name as SQL, qualified. @throws when `id` is no table of the schema: our bug. */
export function tableName(id: ObjectId, lookup: Lookup): string {
  const table = lookup(id);
  if (table?.kind !== 'table') throw new Error(`no table ${id}`);
  return qualified(table);
}

/** The name of a table that a foreign key references or a policy stands on. It may be somebody else's, and none of the schema. */
export function tableNameOrTheirs(id: ObjectId, lookup: Lookup): string {
  const [schema = '', name = ''] = namesIn(id);
  return lookup(id) === undefined ? quoteQualified(schema, name) : tableName(id, lookup);
}

export const qualified = (object: TableObject | EnumObject | IndexObject | SequenceObject): string =>
  quoteQualified(object.schema, object.name);

const list = (names: readonly string[]): string => names.map(quoteIdentifier).join(', ');

export const createSchemaSql = (name: string): string => `CREATE SCHEMA ${quoteIdentifier(name)};`;

export const createEnumSql = (type: EnumObject): string =>
  `CREATE TYPE ${qualified(type)} AS ENUM (${type.values.map(quoteLiteral).join(', ')});`;

const sequenceOptions = ({ start, increment, min, max, cache, cycle }: SequenceOptions): string =>
  `INCREMENT BY ${increment} MINVALUE ${min} MAXVALUE ${max} START WITH ${start} CACHE ${cache}${cycle ? ' CYCLE' : ''}`;

/** Without its owner: the column that owns it has a default that calls it, so it has to be there first. */
export const createSequenceSql = (sequence: SequenceObject): string =>
  `CREATE ${sequence.carried?.unlogged ? 'UNLOGGED ' : ''}SEQUENCE ${qualified(sequence)} AS ${sequence.type} ${sequenceOptions(sequence)};`;

const notNullSql = ({ carried }: ColumnObject): string =>
  carried?.notNullName === undefined
    ? 'NOT NULL'
    : `CONSTRAINT ${quoteIdentifier(carried.notNullName)} NOT NULL`;

function identitySequenceSql(sequence: IdentitySequence | undefined): string {
  if (sequence === undefined) return '';
  const { name, start, increment, min, max, cache, cycle } = sequence;
  const options = [
    name === undefined ? '' : `SEQUENCE NAME ${quoteIdentifier(name)}`,
    increment === undefined ? '' : `INCREMENT BY ${increment}`,
    min === undefined ? '' : `MINVALUE ${min}`,
    max === undefined ? '' : `MAXVALUE ${max}`,
    start === undefined ? '' : `START WITH ${start}`,
    cache === undefined ? '' : `CACHE ${cache}`,
    cycle ? 'CYCLE' : '',
  ];
  return ` (${options.filter((option) => option !== '').join(' ')})`;
}

const collationSql = (name: string, schema: string | undefined): string =>
  schema === undefined ? quoteIdentifier(name) : quoteQualified(schema, name);

/** `null` for a sequence that belongs to no column. It needs the column, so it comes after the table. */
export function sequenceOwnerSql(sequence: SequenceObject): string | null {
  if (sequence.ownedBy === null) return null;
  const owner = namesIn(sequence.ownedBy).map(quoteIdentifier).join('.');
  return `ALTER SEQUENCE ${qualified(sequence)} OWNED BY ${owner};`;
}

/** A column as it is written in CREATE TABLE and after ADD COLUMN. */
export function columnSql(column: ColumnObject): string {
  const { name, type, collation, generated, identity, notNull } = column;
  return [
    quoteIdentifier(name),
    type,
    collation === null ? '' : `COLLATE ${collationSql(collation, column.collationSchema)}`,
    column.default === null ? '' : `DEFAULT ${column.default}`,
    generated === null
      ? ''
      : `GENERATED ALWAYS AS (${kept(generated.expression)}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`,
    identity === null
      ? ''
      : `GENERATED ${identity.toUpperCase()} AS IDENTITY${identitySequenceSql(column.identitySequence)}`,
    notNull ? notNullSql(column) : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** `CONSTRAINT name …`, as it is written in CREATE TABLE and after ADD. */
export function constraintSql(constraint: ConstraintObject, lookup: Lookup): string {
  return `CONSTRAINT ${quoteIdentifier(constraint.name)} ${constraintBody(constraint, lookup)}${deferral(constraint)}`;
}

function constraintBody(constraint: ConstraintObject, lookup: Lookup): string {
  switch (constraint.type) {
    case 'primary key':
    case 'unique':
      return keySql(constraint);
    case 'check':
      return `CHECK (${kept(constraint.expression)})`;
    case 'foreign key':
      return foreignKeySql(constraint, lookup);
    case 'other':
      return constraint.definition;
  }
}

function keySql({ type, columns, include, nullsNotDistinct }: KeyConstraint): string {
  const nulls = nullsNotDistinct ? ' NULLS NOT DISTINCT' : '';
  const included = include.length > 0 ? ` INCLUDE (${list(include)})` : '';
  return `${type.toUpperCase()}${nulls} (${list(columns)})${included}`;
}

function foreignKeySql(key: ForeignKey, lookup: Lookup): string {
  const onDelete = key.onDelete === 'NO ACTION' ? '' : ` ON DELETE ${key.onDelete}`;
  const onUpdate = key.onUpdate === 'NO ACTION' ? '' : ` ON UPDATE ${key.onUpdate}`;
  const target = `${tableNameOrTheirs(key.refTable, lookup)} (${list(key.refColumns)})`;
  return `FOREIGN KEY (${list(key.columns)}) REFERENCES ${target}${onUpdate}${onDelete}`;
}

function deferral({ deferrable, type }: ConstraintObject): string {
  if (deferrable === 'no' || type === 'other') return '';
  return deferrable === 'initially deferred' ? ' DEFERRABLE INITIALLY DEFERRED' : ' DEFERRABLE';
}

/**
 * The clauses of CREATE TABLE: columns, then keys and checks. Foreign keys are added later, because tables may refer
 * to each other in a circle. So are checks that are NOT VALID: CREATE TABLE does not have that.
 */
export function tableClauses(
  model: TableModel,
  lookup: Lookup,
): readonly { readonly id: ObjectId; readonly sql: string }[] {
  const checks = model.checks.filter(({ validated }) => validated);
  const uniques = model.uniques.filter((key) => !isSecond(key, model));
  const constraints = [model.primaryKey, ...uniques, ...checks, ...model.others];
  const own = model.columns.filter(({ carried }) => !carried?.inherited);
  return [
    ...own.map((column) => ({ id: column.id, sql: columnSql(column) })),
    ...constraints.flatMap((c) => (c ? [{ id: c.id, sql: constraintSql(c, lookup) }] : [])),
  ];
}

/**
 * Whether CREATE TABLE would drop a key without a word, because another has the same columns. ALTER TABLE … ADD keeps it.
 * https://www.postgresql.org/docs/18/sql-createtable.html (CREATE TABLE … UNIQUE)
 */
export const isSecond = (key: KeyConstraint, { primaryKey, uniques }: TableModel): boolean =>
  [...(primaryKey ? [primaryKey] : []), ...uniques.slice(0, uniques.indexOf(key))].some(
    ({ columns }) => columns.join('\0') === key.columns.join('\0'),
  );

export function createTableSql(model: TableModel, lookup: Lookup): string {
  const clauses = tableClauses(model, lookup).map((clause) => `  ${clause.sql}`);
  const { carried } = model.table;
  const body = clauses.length > 0 ? `(\n${clauses.join(',\n')}\n)` : '()';
  const inherits = carried?.inherits?.map((parent) => tableName(parent, lookup)).join(', ');
  const further = [
    inherits === undefined ? '' : ` INHERITS (${inherits})`,
    carried?.partitionKey === undefined ? '' : ` PARTITION BY ${carried.partitionKey}`,
  ].join('');
  return `CREATE ${carried?.unlogged ? 'UNLOGGED ' : ''}TABLE ${qualified(model.table)} ${body}${further};`;
}

export const addConstraintSql = (constraint: ConstraintObject, lookup: Lookup, notValid = false): string =>
  `ALTER TABLE ${tableName(constraint.table, lookup)} ADD ${constraintSql(constraint, lookup)}${notValid ? ' NOT VALID' : ''};`;

/** Storage parameters: `fillfactor=70` gives `fillfactor='70'`. */
export const optionsSql = (options: readonly string[]): string =>
  options
    .map((option) => {
      const [name = '', value] = [option.split('=', 1)[0], option.slice(option.indexOf('=') + 1)];
      return `${name}=${quoteLiteral(value)}`;
    })
    .join(', ');

/** @param concurrently Builds it without a lock that blocks writes. PostgreSQL refuses that inside a transaction. */
export function createIndexSql(index: IndexObject, lookup: Lookup, concurrently = false): string {
  const unique = index.unique ? 'UNIQUE ' : '';
  const how = concurrently ? 'CONCURRENTLY ' : '';
  const include = index.include.length > 0 ? ` INCLUDE (${list(index.include)})` : '';
  const nulls = index.nullsNotDistinct ? ' NULLS NOT DISTINCT' : '';
  const where = index.where === null ? '' : ` WHERE ${kept(index.where)}`;
  const on = `${tableName(index.table, lookup)} USING ${quoteIdentifier(index.method)}`;
  const options = index.carried?.options ? ` WITH (${optionsSql(index.carried.options)})` : '';
  return `CREATE ${unique}INDEX ${how}${quoteIdentifier(index.name)} ON ${on} (${kept(index.keys.join(', '))})${include}${nulls}${options}${where};`;
}

export function createPolicySql(policy: PolicyObject, lookup: Lookup): string {
  const roles = policy.roles.length === 0 ? 'PUBLIC' : list(policy.roles);
  return [
    `CREATE POLICY ${quoteIdentifier(policy.name)} ON ${tableNameOrTheirs(policy.table, lookup)}`,
    policy.permissive ? '' : ' AS RESTRICTIVE',
    ` FOR ${policy.command} TO ${roles}`,
    policy.using === null ? '' : ` USING (${kept(policy.using)})`,
    policy.check === null ? '' : ` WITH CHECK (${kept(policy.check)})`,
    ';',
  ].join('');
}

/** The statements that turn on what the table says of row security, when it is off. */
export function rowSecuritySql(table: TableObject): readonly string[] {
  const alter = `ALTER TABLE ${qualified(table)}`;
  return [
    ...(table.rowSecurity ? [`${alter} ENABLE ROW LEVEL SECURITY;`] : []),
    ...(table.forceRowSecurity ? [`${alter} FORCE ROW LEVEL SECURITY;`] : []),
  ];
}

/** COMMENT ON, for the kinds of objects that an SDL description can be written for; `null` removes the comment. */
export function commentSql(object: SchemaObject, lookup: Lookup, comment: string | null): string {
  const value = comment === null ? 'NULL' : quoteLiteral(comment);
  switch (object.kind) {
    case 'table':
      return `COMMENT ON TABLE ${qualified(object)} IS ${value};`;
    case 'enum':
      return `COMMENT ON TYPE ${qualified(object)} IS ${value};`;
    case 'column':
      return `COMMENT ON COLUMN ${tableName(object.table, lookup)}.${quoteIdentifier(object.name)} IS ${value};`;
    case 'index':
      return `COMMENT ON INDEX ${qualified(object)} IS ${value};`;
    case 'constraint':
      return `COMMENT ON CONSTRAINT ${quoteIdentifier(object.name)} ON ${tableName(object.table, lookup)} IS ${value};`;
    case 'policy':
      return `COMMENT ON POLICY ${quoteIdentifier(object.name)} ON ${tableNameOrTheirs(object.table, lookup)} IS ${value};`;
    case 'schema':
      return `COMMENT ON SCHEMA ${quoteIdentifier(object.name)} IS ${value};`;
    case 'sequence':
      return `COMMENT ON SEQUENCE ${qualified(object)} IS ${value};`;
    case 'carried':
      throw new Error(`${object.id} is not ours to comment on`);
  }
}
