import { quoteIdentifier, quoteLiteral, quoteQualified } from '../sql/identifier.ts';

export interface RoutineRow {
  readonly schema: string;
  readonly name: string;
  /** `f` function, `p` procedure, `a` aggregate, `w` window function. */
  readonly kind: string;
  readonly types: readonly string[];
  /** `i` in, `o` out, `b` both, `v` variadic, `t` a column of the result; `null` where all are in. */
  readonly modes: readonly string[] | null;
  readonly names: readonly string[] | null;
  readonly defaults: number;
  readonly result: string | null;
  /** Whether an argument or the result is of a type that only C knows. */
  readonly isForC: boolean;
  readonly volatility: string;
  readonly isStrict: boolean;
  readonly isLeakproof: boolean;
  readonly parallel: string;
  /** The built-in function that does the same to a text of bytes, for comparisons of a type with itself. */
  readonly internal: string | null;
}

const FOR_C =
  "'internal'::regtype, 'cstring'::regtype, 'cstring[]'::regtype, '\"any\"'::regtype, 'language_handler'::regtype, 'fdw_handler'::regtype, 'index_am_handler'::regtype, 'table_am_handler'::regtype, 'tsm_handler'::regtype";

// By the strategies of btree.
const COMPARISONS = "array['bytealt', 'byteale', 'byteaeq', 'byteage', 'byteagt']";

export const routinesOf = (member: (catalog: string, oid: string) => string): string => `
  select n.nspname as schema, p.proname as name, p.prokind as kind, a.types, p.proargmodes::text[] as modes, p.proargnames as names,
    p.pronargdefaults::int4 as defaults, pg_get_function_result(p.oid) as result,
    a.oids && array[${FOR_C}]::oid[] or p.prorettype in (${FOR_C}) as "isForC",
    p.provolatile as volatility, p.proisstrict as "isStrict", p.proleakproof as "isLeakproof", p.proparallel as parallel,
    (select (${COMPARISONS})[o.amopstrategy] from pg_amop o join pg_am m on m.oid = o.amopmethod join pg_operator x on x.oid = o.amopopr
      where x.oprcode = p.oid and m.amname = 'btree' and o.amoplefttype = o.amoprighttype and ${member('pg_type', 'o.amoplefttype')} limit 1) as internal
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  cross join lateral (select array_agg(format_type(t, null) order by i) as types, array_agg(t) as oids
    from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality u(t, i)) a
  where ${member('pg_proc', 'p.oid')} order by p.oid`;

const MODES: Readonly<Record<string, string>> = { o: 'out ', b: 'inout ', v: 'variadic ' };
const VOLATILITY: Readonly<Record<string, string>> = { i: 'immutable', s: 'stable', v: 'volatile' };
const PARALLEL: Readonly<Record<string, string>> = { s: 'safe', r: 'restricted', u: 'unsafe' };

function argumentsOf({ types, modes, names, defaults }: RoutineRow): string {
  const given = (types ?? [])
    .map((type, i) => ({ type, mode: modes?.[i] ?? 'i', name: names?.[i] ?? '' }))
    .filter(({ mode }) => mode !== 't');
  const inputs = given.filter(({ mode }) => mode !== 'o').length;
  let input = 0;
  return given
    .map(({ type, mode, name }) => {
      const optional = mode !== 'o' && ++input > inputs - defaults;
      return `${MODES[mode] ?? ''}${name === '' ? '' : `${quoteIdentifier(name)} `}${type}${optional ? ' default null' : ''}`;
    })
    .join(', ');
}

/** A function or a procedure of the same name and types. To run it is refused, with the extension's name. */
export function routineOf(row: RoutineRow, extension: string): string {
  const name = quoteQualified(row.schema, row.name);
  if (row.kind === 'p') return `create procedure ${name}(${argumentsOf(row)}) ${bodyOf(row, extension)}`;
  const returns = row.result === null ? '' : ` returns ${row.result}`;
  const traits = [
    VOLATILITY[row.volatility],
    ...(row.isStrict ? ['strict'] : []),
    ...(row.isLeakproof ? ['leakproof'] : []),
    ...(row.kind === 'w' ? ['window'] : []),
    `parallel ${PARALLEL[row.parallel]}`,
  ].join(' ');
  return `create function ${name}(${argumentsOf(row)})${returns} ${traits} ${bodyOf(row, extension)}`;
}

function bodyOf({ schema, name, kind, isForC, internal }: RoutineRow, extension: string): string {
  if (internal !== null) return `language internal as ${quoteLiteral(internal)}`;
  // Functions in PL/pgSQL take no such types. This one refuses whatever it gets.
  if (isForC || kind === 'w') return "language internal as 'internal_in'";
  const message = `${name} is a stand-in: only a server that has the extension ${extension} can run ${schema}.${name}`;
  return `language plpgsql as ${quoteLiteral(`begin raise exception using errcode = 'feature_not_supported', message = ${quoteLiteral(message)}; end`)}`;
}

/** An aggregate of the same name and types, over a function that refuses to run. */
export function aggregateOf(row: RoutineRow, extension: string, number: number): readonly string[] {
  if (row.isForC || row.result === null) return [];
  const state = `stand_in_${number}`;
  const given = (row.types ?? []).join(', ');
  const step = {
    ...row,
    schema: 'wesley',
    name: state,
    kind: 'f',
    types: [row.result, ...(row.types ?? [])],
  };
  return [
    routineOf({ ...step, modes: null, names: null, defaults: 0 }, extension),
    `create aggregate ${quoteQualified(row.schema, row.name)}(${given === '' ? '*' : given}) (sfunc = wesley.${state}, stype = ${row.result})`,
  ];
}
