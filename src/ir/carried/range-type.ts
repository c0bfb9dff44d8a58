import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'range type',
  catalog: 'pg_type',
  query: () => `
    select t.oid, format('CREATE TYPE %s AS RANGE (%s);', ${qualifiedName('n.nspname', 't.typname')},
      concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, null),
        case when not oc.opcdefault then format('SUBTYPE_OPCLASS = %I.%I', ocn.nspname, oc.opcname) end,
        case when r.rngcollation <> 0 and r.rngcollation <> s.typcollation then format('COLLATION = %I.%I', cn.nspname, co.collname) end,
        case when r.rngcanonical <> 0 then 'CANONICAL = ' || r.rngcanonical::regproc end,
        case when r.rngsubdiff <> 0 then 'SUBTYPE_DIFF = ' || r.rngsubdiff::regproc end,
        format('MULTIRANGE_TYPE_NAME = %I', m.typname))) as definition
    from pg_range r join pg_type t on t.oid = r.rngtypid join (${USER_SCHEMAS}) n on n.oid = t.typnamespace
    join pg_type s on s.oid = r.rngsubtype join pg_type m on m.oid = r.rngmultitypid
    join pg_opclass oc on oc.oid = r.rngsubopc join pg_namespace ocn on ocn.oid = oc.opcnamespace
    left join pg_collation co on co.oid = r.rngcollation left join pg_namespace cn on cn.oid = co.collnamespace
    where ${notOfExtension('pg_type', 't.oid')}`,
});
