import { quoteIdentifier, quoteQualified } from '../sql/identifier.ts';

type Member = (catalog: string, oid: string) => string;

export interface NameRow {
  readonly name: string;
}

export const schemasOf = (member: Member): string =>
  `select nspname as name from pg_namespace n where ${member('pg_namespace', 'n.oid')} order by oid`;

export interface MethodRow extends NameRow {
  readonly isForTables: boolean;
}

export const methodsOf = (member: Member): string =>
  `select amname as name, amtype = 't' as "isForTables" from pg_am a where ${member('pg_am', 'a.oid')} order by oid`;

/** As GiST, the one that knows ordering operators as well. Storage parameters of its own it can't have. */
export const methodOf = ({ name, isForTables }: MethodRow): string =>
  `create access method ${quoteIdentifier(name)} type ${isForTables ? 'table handler heap_tableam_handler' : 'index handler gisthandler'}`;

export const languagesOf = (member: Member): string =>
  `select lanname as name from pg_language l where ${member('pg_language', 'l.oid')} order by oid`;

/** Without a validator, functions in it can be created, and none can be run. */
export const languageOf = ({ name }: NameRow): string =>
  `create language ${quoteIdentifier(name)} handler pg_catalog.plpgsql_call_handler`;

export const wrappersOf = (member: Member): string =>
  `select fdwname as name from pg_foreign_data_wrapper w where ${member('pg_foreign_data_wrapper', 'w.oid')} order by oid`;

export const wrapperOf = ({ name }: NameRow): string =>
  `create foreign data wrapper ${quoteIdentifier(name)}`;

export interface RelationRow extends NameRow {
  readonly schema: string;
  readonly isSequence: boolean;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
}

export const relationsOf = (member: Member): string => `
  select n.nspname as schema, c.relname as name, c.relkind = 'S' as "isSequence",
    array(select quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
    array(select format('constraint %I %s', k.conname, pg_get_constraintdef(k.oid)) from pg_constraint k
      where k.conrelid = c.oid and k.contype in ('p', 'u') order by k.oid) as keys
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where ${member('pg_class', 'c.oid')} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') order by c.oid`;

/** Views are tables, too: what they select from may not be there. */
export const relationOf = ({ schema, name, isSequence, columns, keys }: RelationRow): string =>
  isSequence
    ? `create sequence ${quoteQualified(schema, name)}`
    : `create table ${quoteQualified(schema, name)} (${[...columns, ...keys].join(', ')})`;
