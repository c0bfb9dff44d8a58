import { defineKind, notOfExtension, notOurs, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'range type',
  catalog: 'pg_type',
  probe: `c.typtype = 'r' and ${notOurs('c.typnamespace')}`,
  query: () => `
    select t.oid, pg_catalog.format('CREATE TYPE %s AS RANGE (%s);', ${qualifiedName('n.nspname', 't.typname')},
      pg_catalog.concat_ws(', ', 'SUBTYPE = ' || pg_catalog.format_type(r.rngsubtype, null),
        case when not oc.opcdefault then pg_catalog.format('SUBTYPE_OPCLASS = %I.%I', ocn.nspname, oc.opcname) end,
        case when r.rngcollation <> 0 and r.rngcollation <> s.typcollation then pg_catalog.format('COLLATION = %I.%I', cn.nspname, co.collname) end,
        case when r.rngcanonical <> 0 then 'CANONICAL = ' || r.rngcanonical::pg_catalog.regproc end,
        case when r.rngsubdiff <> 0 then 'SUBTYPE_DIFF = ' || r.rngsubdiff::pg_catalog.regproc end,
        pg_catalog.format('MULTIRANGE_TYPE_NAME = %I', m.typname))) as definition
    from pg_catalog.pg_range r join pg_catalog.pg_type t on t.oid = r.rngtypid join (${USER_SCHEMAS}) n on n.oid = t.typnamespace
    join pg_catalog.pg_type s on s.oid = r.rngsubtype join pg_catalog.pg_type m on m.oid = r.rngmultitypid
    join pg_catalog.pg_opclass oc on oc.oid = r.rngsubopc join pg_catalog.pg_namespace ocn on ocn.oid = oc.opcnamespace
    left join pg_catalog.pg_collation co on co.oid = r.rngcollation left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
    where ${notOfExtension('pg_type', 't.oid')}`,
});
