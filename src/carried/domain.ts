import { defineKind, notOfExtension, notOurs, qualifiedName, USER_SCHEMAS } from './kind.ts';

/** CREATE DOMAIN has no NOT VALID, so such a constraint is added afterwards. */
export default defineKind({
  what: 'domain',
  catalog: 'pg_type',
  probe: `c.typtype = 'd' and ${notOurs('c.typnamespace')}`,
  query: () => `
    select t.oid, pg_catalog.format('CREATE DOMAIN %s AS %s%s%s%s%s;', ${qualifiedName('n.nspname', 't.typname')}, pg_catalog.format_type(t.typbasetype, t.typtypmod),
        case when t.typcollation <> b.typcollation then pg_catalog.format(' COLLATE %I.%I', cn.nspname, co.collname) else '' end,
        coalesce(' DEFAULT ' || coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), pg_catalog.quote_literal(t.typdefault)), ''),
        case when t.typnotnull then ' NOT NULL' else '' end,
        (select pg_catalog.string_agg(pg_catalog.format(' CONSTRAINT %I %s', c.conname, pg_catalog.pg_get_constraintdef(c.oid)), '' order by c.conname)
         from pg_catalog.pg_constraint c where c.contypid = t.oid and c.contype = 'c' and c.convalidated))
      || coalesce((select pg_catalog.string_agg(pg_catalog.format(E'\\nALTER DOMAIN %s ADD CONSTRAINT %I %s;', ${qualifiedName('n.nspname', 't.typname')}, c.conname,
           pg_catalog.pg_get_constraintdef(c.oid)), '' order by c.conname)
         from pg_catalog.pg_constraint c where c.contypid = t.oid and c.contype = 'c' and not c.convalidated), '') as definition
    from pg_catalog.pg_type t join (${USER_SCHEMAS}) n on n.oid = t.typnamespace join pg_catalog.pg_type b on b.oid = t.typbasetype
    left join pg_catalog.pg_collation co on co.oid = t.typcollation left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
    where t.typtype = 'd' and ${notOfExtension('pg_type', 't.oid')}`,
});
