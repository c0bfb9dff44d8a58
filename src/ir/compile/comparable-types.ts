import { isBuiltIn } from './column-types.ts';

const INTEGERS = ['smallint', 'integer', 'bigint'];
// Types that hold the oid of a row of some catalog.
const OIDS =
  `oid regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole
  regtype`.split(/\s+/);

// By type of the referenced column: other types that a column with a foreign key to it can have. Asked of PostgreSQL 14
// to 18 for every pair of common types; the operator families of the key's index decide. What only some of these majors take
// ("char" to text, before 18) is here, too.
const COMPARABLE: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint'],
  integer: ['smallint', 'bigint'],
  bigint: ['smallint', 'integer'],
  real: [...INTEGERS, 'double precision', 'numeric'],
  'double precision': [...INTEGERS, 'real', 'numeric'],
  numeric: INTEGERS,
  text: ['character varying', 'character', 'name', '"char"'],
  'character varying': ['text', 'character', 'name', '"char"'],
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
  ...Object.fromEntries(OIDS.map((type) => [type, [...INTEGERS, ...OIDS]])),
  bit: ['bit varying'],
  'bit varying': ['bit'],
};

const plain = (type: string): string => type.replace(/\([^)]*\)/, '').replace(/^bpchar\b/, 'character');

/**
 * Whether PostgreSQL surely refuses a foreign key between columns of two types. Of a domain, an enum or a type of an
 * extension only PostgreSQL itself knows.
 */
export function referenceRefused(from: string, to: string): boolean {
  const [own, referenced] = [plain(from), plain(to)];
  if (own === referenced || !isBuiltIn(own) || !isBuiltIn(referenced)) return false;
  return !(COMPARABLE[referenced] ?? []).includes(own);
}
