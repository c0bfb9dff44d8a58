import { defineKind, notOfExtension, notOurs, qualifiedName, USER_SCHEMAS } from './kind.ts';

const PARALLEL = `case p.proparallel when 's' then 'PARALLEL = SAFE' when 'r' then 'PARALLEL = RESTRICTED' end`;
const routine = (column: string, name: string): string =>
  `case when a.${column} <> 0 then '${name} = ' || a.${column}::pg_catalog.regproc end`;
const modify = (column: string, name: string, initial: string): string =>
  `case a.${column} when '${initial}' then null when 'r' then '${name} = READ_ONLY' when 's' then '${name} = SHAREABLE' else '${name} = READ_WRITE' end`;

/** Of an ordered-set aggregate the arguments before ORDER BY are those that `pg_get_function_arguments` prints so. */
export default defineKind({
  what: 'aggregate',
  catalog: 'pg_proc',
  probe: `c.prokind = 'a' and ${notOurs('c.pronamespace')}`,
  query: () => `
    select p.oid, pg_catalog.format('CREATE AGGREGATE %s(%s) (%s);', ${qualifiedName('n.nspname', 'p.proname')},
      coalesce(nullif(pg_catalog.pg_get_function_arguments(p.oid), ''), '*'),
      pg_catalog.concat_ws(', ', 'SFUNC = ' || a.aggtransfn::pg_catalog.regproc, 'STYPE = ' || pg_catalog.format_type(a.aggtranstype, null),
        case when a.aggtransspace <> 0 then 'SSPACE = ' || a.aggtransspace end,
        ${routine('aggfinalfn', 'FINALFUNC')}, case when a.aggfinalextra then 'FINALFUNC_EXTRA' end,
        ${modify('aggfinalmodify', 'FINALFUNC_MODIFY', 'r')},
        ${routine('aggcombinefn', 'COMBINEFUNC')}, ${routine('aggserialfn', 'SERIALFUNC')}, ${routine('aggdeserialfn', 'DESERIALFUNC')},
        'INITCOND = ' || pg_catalog.quote_literal(a.agginitval),
        ${routine('aggmtransfn', 'MSFUNC')}, ${routine('aggminvtransfn', 'MINVFUNC')},
        case when a.aggmtranstype <> 0 then 'MSTYPE = ' || pg_catalog.format_type(a.aggmtranstype, null) end,
        case when a.aggmtransspace <> 0 then 'MSSPACE = ' || a.aggmtransspace end,
        ${routine('aggmfinalfn', 'MFINALFUNC')}, case when a.aggmfinalextra then 'MFINALFUNC_EXTRA' end,
        'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval),
        case when a.aggsortop <> 0 then (select pg_catalog.format('SORTOP = OPERATOR(%I.%s)', on_.nspname, o.oprname) from pg_catalog.pg_operator o
          join pg_catalog.pg_namespace on_ on on_.oid = o.oprnamespace where o.oid = a.aggsortop) end,
        ${PARALLEL}, case when a.aggkind = 'h' then 'HYPOTHETICAL' end)) as definition
    from pg_catalog.pg_aggregate a join pg_catalog.pg_proc p on p.oid = a.aggfnoid join (${USER_SCHEMAS}) n on n.oid = p.pronamespace
    where ${notOfExtension('pg_proc', 'p.oid')}`,
});
