import { isBuiltIn } from './column-types.ts';

// By type of the referenced column: other types that a column with a foreign key to it can have. Asked of PostgreSQL 14
// to 18 for every pair of built-in types; the operator families of the key's index decide.
const COMPARABLE: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint'],
  integer: ['smallint', 'bigint'],
  bigint: ['smallint', 'integer'],
  real: ['smallint', 'integer', 'bigint', 'double precision', 'numeric'],
  'double precision': ['smallint', 'integer', 'bigint', 'real', 'numeric'],
  numeric: ['smallint', 'integer', 'bigint'],
  text: ['character varying', 'character', 'name'],
  'character varying': ['text', 'character', 'name'],
  character: ['text', 'character varying'],
  name: ['text', 'character varying', 'character'],
  date: ['timestamp with time zone', 'timestamp without time zone'],
  'timestamp with time zone': ['date', 'timestamp without time zone'],
  'timestamp without time zone': ['date', 'timestamp with time zone'],
  'time with time zone': ['time without time zone'],
  interval: ['time without time zone'],
  inet: ['cidr'],
  cidr: ['inet'],
  macaddr: ['macaddr8'],
  macaddr8: ['macaddr'],
  oid: ['smallint', 'integer', 'bigint', 'regclass'],
  regclass: ['smallint', 'integer', 'bigint', 'oid'],
  bit: ['bit varying'],
  'bit varying': ['bit'],
};

const withoutModifiers = (type: string): string => type.replace(/\([^)]*\)/, '');

/**
 * Whether PostgreSQL surely refuses a foreign key between columns of two types. Of a domain, an enum or a type of an
 * extension only PostgreSQL itself knows.
 */
export function referenceRefused(from: string, to: string): boolean {
  const [own, referenced] = [withoutModifiers(from), withoutModifiers(to)];
  if (own === referenced || !isBuiltIn(own) || !isBuiltIn(referenced)) return false;
  return !(COMPARABLE[referenced] ?? []).includes(own);
}
