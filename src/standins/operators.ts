import { quoteIdentifier, quoteQualified } from '../sql/identifier.ts';

export interface OperatorRow {
  readonly schema: string;
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
  readonly function: string;
  readonly commutator: string | null;
  readonly negator: string | null;
  readonly hashes: boolean;
  readonly merges: boolean;
}

const qualifiedOperator = (oid: string): string =>
  `(select quote_ident(on_.nspname) || '.' || o_.oprname from pg_operator o_ join pg_namespace on_ on on_.oid = o_.oprnamespace where o_.oid = ${oid})`;

export const operatorsOf = (member: (catalog: string, oid: string) => string): string => `
  select n.nspname as schema, o.oprname as name, case when o.oprleft <> 0 then format_type(o.oprleft, null) end as "left",
    case when o.oprright <> 0 then format_type(o.oprright, null) end as "right", quote_ident(f.nspname) || '.' || quote_ident(p.proname) as function,
    ${qualifiedOperator('o.oprcom')} as commutator, ${qualifiedOperator('o.oprnegate')} as negator, o.oprcanhash as hashes, o.oprcanmerge as merges
  from pg_operator o join pg_namespace n on n.oid = o.oprnamespace join pg_proc p on p.oid = o.oprcode join pg_namespace f on f.oid = p.pronamespace
  where ${member('pg_operator', 'o.oid')} order by o.oid`;

export function operatorOf(row: OperatorRow): string {
  const options = [
    `function = ${row.function}`,
    ...(row.left === null ? [] : [`leftarg = ${row.left}`]),
    ...(row.right === null ? [] : [`rightarg = ${row.right}`]),
    ...(row.commutator === null ? [] : [`commutator = operator(${row.commutator})`]),
    ...(row.negator === null ? [] : [`negator = operator(${row.negator})`]),
    ...(row.hashes ? ['hashes'] : []),
    ...(row.merges ? ['merges'] : []),
  ];
  return `create operator ${quoteIdentifier(row.schema)}.${row.name} (${options.join(', ')})`;
}

export interface CastRow {
  readonly source: string;
  readonly target: string;
  /** `i` implicit, `a` in assignments, `e` explicit. */
  readonly context: string;
  /** `null`: none is needed, or input and output serve. */
  readonly function: string | null;
}

/**
 * Casts, without those of a type to itself: they check lengths, and would be run for each value that is stored.
 */
export const castsOf = (member: (catalog: string, oid: string) => string): string => `
  select format_type(c.castsource, null) as source, format_type(c.casttarget, null) as target, c.castcontext as context,
    (select quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '(' || (select string_agg(format_type(t, null), ', ' order by i)
        from unnest(p.proargtypes::oid[]) with ordinality u(t, i)) || ')'
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = c.castfunc) as function
  from pg_cast c where ${member('pg_cast', 'c.oid')} and c.castsource <> c.casttarget order by c.oid`;

const CONTEXTS: Readonly<Record<string, string>> = { i: ' as implicit', a: ' as assignment', e: '' };

const TEXTS = ['text', 'character varying', 'character'];

/** A stand-in keeps text: from text and to it no function is needed. */
export function castOf({ source, target, context, function: by }: CastRow): string {
  const how = by === null || TEXTS.includes(source) || TEXTS.includes(target) ? 'inout' : `function ${by}`;
  return `create cast (${source} as ${target}) with ${how}${CONTEXTS[context] ?? ''}`;
}

export const familyOf = (schema: string, name: string, method: string): string =>
  `create operator family ${quoteQualified(schema, name)} using ${quoteIdentifier(method)}`;
