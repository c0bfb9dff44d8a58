import { quoteIdentifier, quoteQualified } from '../sql/identifier.ts';

export interface OperatorClassRow {
  readonly schema: string;
  readonly name: string;
  readonly method: string;
  readonly isDefault: boolean;
  readonly type: string;
  /** `schema.name`, quoted, and whether the extension has it. */
  readonly family: string;
  /** Whether values are of varying length, as those of a stand-in are. */
  readonly isVarying: boolean;
  readonly operators: readonly string[];
}

export const operatorClassesOf = (member: (catalog: string, oid: string) => string): string => `
  select n.nspname as schema, c.opcname as name, m.amname as method, c.opcdefault as "isDefault", format_type(c.opcintype, null) as type,
    quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) as family,
    t.typlen = -1 or t.typtype = 'b' and ${member('pg_type', 't.oid')} as "isVarying",
    array(select format('operator %s %I.%s (%s, %s)%s', a.amopstrategy, xn.nspname, x.oprname, format_type(x.oprleft, null), format_type(x.oprright, null),
          case when a.amoppurpose = 'o' then (select format(' for order by %I.%I', sn.nspname, s.opfname) from pg_opfamily s
            join pg_namespace sn on sn.oid = s.opfnamespace where s.oid = a.amopsortfamily) else '' end)
        from pg_amop a join pg_operator x on x.oid = a.amopopr join pg_namespace xn on xn.oid = x.oprnamespace
        where a.amopfamily = c.opcfamily and a.amoplefttype = c.opcintype
          and (m.amname not in ('btree', 'hash') or a.amoprighttype = c.opcintype)
        order by a.amoppurpose desc, a.amopstrategy, a.amoprighttype) as operators
  from pg_opclass c join pg_namespace n on n.oid = c.opcnamespace join pg_am m on m.oid = c.opcmethod join pg_type t on t.oid = c.opcintype
  join pg_opfamily f on f.oid = c.opcfamily join pg_namespace fn on fn.oid = f.opfnamespace
  where ${member('pg_opclass', 'c.oid')} order by c.oid`;

export interface FamilyRow {
  readonly schema: string;
  readonly name: string;
  readonly method: string;
}

export const familiesOf = (member: (catalog: string, oid: string) => string): string => `
  select n.nspname as schema, f.opfname as name, m.amname as method
  from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace join pg_am m on m.oid = f.opfmethod
  where ${member('pg_opfamily', 'f.oid')} order by f.oid`;

interface Support {
  /** Functions that have to be there first, by name, with what follows the name. `T` is the type. */
  readonly made: Readonly<Record<string, string>>;
  readonly functions: readonly string[];
  readonly storage: string | null;
}

const byLibrary = (library: string, symbol: string): string =>
  `language c immutable strict as '$libdir/${library}', '${symbol}'`;

const HASH: Support['made'] = {
  'hash T': `(T) returns int4 language internal immutable strict as 'hashvarlena'`,
};

/**
 * How an index can be built over values of which only the bytes are known: with the built-in functions for bytes and
 * texts, and those of btree_gist and pg_trgm, whose libraries are always there. Rows can be stored; what a query finds
 * is without meaning.
 */
const SUPPORT: Readonly<Record<string, Support>> = {
  btree: {
    made: { 'compare T': `(T, T) returns int4 language internal immutable strict as 'byteacmp'` },
    functions: ['function 1 (T, T) wesley."compare T"(T, T)'],
    storage: null,
  },
  hash: { made: HASH, functions: ['function 1 (T, T) wesley."hash T"(T)'], storage: null },
  gist: {
    made: {
      gist_consistent: `(internal, bytea, int2, oid, internal) returns bool ${byLibrary('btree_gist', 'gbt_bytea_consistent')}`,
      gist_union: `(internal, internal) returns bytea ${byLibrary('btree_gist', 'gbt_bytea_union')}`,
      gist_compress: `(internal) returns internal ${byLibrary('btree_gist', 'gbt_bytea_compress')}`,
      gist_decompress: `(internal) returns internal ${byLibrary('btree_gist', 'gbt_var_decompress')}`,
      gist_penalty: `(internal, internal, internal) returns internal ${byLibrary('btree_gist', 'gbt_bytea_penalty')}`,
      gist_split: `(internal, internal) returns internal ${byLibrary('btree_gist', 'gbt_bytea_picksplit')}`,
      gist_same: `(bytea, bytea, internal) returns internal ${byLibrary('btree_gist', 'gbt_bytea_same')}`,
      // The one option that contrib's classes have, siglen.
      gist_options: `(internal) returns void ${byLibrary('pg_trgm', 'gtrgm_options')}`,
    },
    functions: [
      'function 1 wesley.gist_consistent(internal, bytea, int2, oid, internal)',
      'function 2 wesley.gist_union(internal, internal)',
      'function 3 wesley.gist_compress(internal)',
      'function 4 wesley.gist_decompress(internal)',
      'function 5 wesley.gist_penalty(internal, internal, internal)',
      'function 6 wesley.gist_split(internal, internal)',
      'function 7 wesley.gist_same(bytea, bytea, internal)',
      'function 10 wesley.gist_options(internal)',
    ],
    storage: 'bytea',
  },
  gin: {
    made: {
      gin_value: `(text, internal) returns internal ${byLibrary('pg_trgm', 'gin_extract_value_trgm')}`,
      gin_query: `(text, internal, int2, internal, internal, internal, internal) returns internal ${byLibrary('pg_trgm', 'gin_extract_query_trgm')}`,
      gin_consistent: `(internal, int2, text, int4, internal, internal, internal, internal) returns bool ${byLibrary('pg_trgm', 'gin_trgm_consistent')}`,
    },
    functions: [
      'function 1 pg_catalog.btint4cmp(int4, int4)',
      'function 2 wesley.gin_value(text, internal)',
      'function 3 wesley.gin_query(text, internal, int2, internal, internal, internal, internal)',
      'function 4 wesley.gin_consistent(internal, int2, text, int4, internal, internal, internal, internal)',
    ],
    storage: 'int4',
  },
  spgist: {
    made: {},
    functions: [
      'function 1 pg_catalog.spg_text_config(internal, internal)',
      'function 2 pg_catalog.spg_text_choose(internal, internal)',
      'function 3 pg_catalog.spg_text_picksplit(internal, internal)',
      'function 4 pg_catalog.spg_text_inner_consistent(internal, internal)',
      'function 5 pg_catalog.spg_text_leaf_consistent(internal, internal)',
    ],
    storage: null,
  },
  brin: {
    made: HASH,
    functions: [
      'function 1 pg_catalog.brin_bloom_opcinfo(internal)',
      'function 2 pg_catalog.brin_bloom_add_value(internal, internal, internal, internal)',
      'function 3 pg_catalog.brin_bloom_consistent(internal, internal, internal, int4)',
      'function 4 pg_catalog.brin_bloom_union(internal, internal, internal)',
      'function 5 pg_catalog.brin_bloom_options(internal)',
      'function 11 wesley."hash T"(T)',
    ],
    storage: null,
  },
};

const REFUSED = 'wesley.unsupported(internal)';

/** Over values of a fixed length, which the functions above would misread: an index can be made, and refuses rows. */
const WITHOUT_ROWS: Readonly<Record<string, Support>> = {
  btree: {
    made: { 'compare T': `(T, T) returns int4 language internal immutable strict as 'internal_in'` },
    functions: ['function 1 (T, T) wesley."compare T"(T, T)'],
    storage: null,
  },
  hash: {
    made: { 'hash T': `(T) returns int4 language internal immutable strict as 'internal_in'` },
    functions: ['function 1 (T, T) wesley."hash T"(T)'],
    storage: null,
  },
  gist: {
    made: {},
    functions: [1, 2, 3, 4, 5, 6, 7].map((n) => `function ${n} ${REFUSED}`),
    storage: null,
  },
  gin: {
    made: {},
    functions: [
      'function 1 pg_catalog.btint4cmp(int4, int4)',
      ...[2, 3, 4].map((n) => `function ${n} ${REFUSED}`),
    ],
    storage: 'int4',
  },
  spgist: {
    made: {},
    functions: [
      'function 1 pg_catalog.spg_text_config(internal, internal)',
      ...[2, 3, 4, 5].map((n) => `function ${n} ${REFUSED}`),
    ],
    storage: null,
  },
  brin: {
    made: {},
    functions: [
      'function 1 pg_catalog.brin_bloom_opcinfo(internal)',
      ...[2, 3, 4, 11].map((n) => `function ${n} ${REFUSED}`),
    ],
    storage: null,
  },
};

/** An operator class of the same name. An access method that is a stand-in itself is GiST. */
export function operatorClassOf(row: OperatorClassRow, seen: Set<string>): readonly string[] {
  const supports = row.isVarying ? SUPPORT : WITHOUT_ROWS;
  const support = supports[row.method] ?? supports['gist'];
  const ofType = (text: string): string =>
    text
      .replace(/"(\w+) T"/g, (_, what) => quoteIdentifier(`${what} ${row.type}`))
      .replaceAll(/\bT\b/g, row.type);
  const made = Object.entries(support?.made ?? {}).map(
    ([name, rest]) =>
      `create or replace function wesley.${ofType(`${name.includes(' ') ? `"${name}"` : name}${rest}`)}`,
  );
  const items = [
    ...row.operators.filter((operator) => !seen.has(`${row.family} ${operator}`)),
    ...(support?.functions ?? []).map(ofType),
    ...(support?.storage === undefined || support.storage === null ? [] : [`storage ${support.storage}`]),
  ];
  for (const operator of row.operators) seen.add(`${row.family} ${operator}`);
  const head = `create operator class ${quoteQualified(row.schema, row.name)}${row.isDefault ? ' default' : ''} for type ${row.type}`;
  return [
    ...made,
    `${head} using ${quoteIdentifier(row.method)} family ${row.family} as ${items.join(', ')}`,
  ];
}

/**
 * The default operator class of a type of which only the name is known, for an index that names none, and the
 * statements that make it a member of the extension.
 */
export function unknownDefault(
  { schema, name, extension }: { readonly schema: string; readonly name: string; readonly extension: string },
  method: string,
): readonly string[] {
  const row = {
    schema,
    name: `${method}_${name}_ops`,
    method,
    isDefault: true,
    isVarying: true,
    operators: [],
  };
  const family = quoteQualified(schema, row.name);
  const using = `${family} using ${quoteIdentifier(method)}`;
  return [
    `create operator family ${using}`,
    ...operatorClassOf({ ...row, type: quoteQualified(schema, name), family }, new Set()),
    ...['family', 'class'].map(
      (what) => `alter extension ${quoteIdentifier(extension)} add operator ${what} ${using}`,
    ),
  ];
}
