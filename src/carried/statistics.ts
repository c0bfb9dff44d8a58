import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'statistics object',
  catalog: 'pg_statistic_ext',
  query: () => `
    select s.oid, pg_catalog.pg_get_statisticsobjdef(s.oid) || ';' || case when coalesce(s.stxstattarget, -1) = -1 then ''
      else pg_catalog.format(E'\\nALTER STATISTICS %s SET STATISTICS %s;', ${qualifiedName('n.nspname', 's.stxname')}, s.stxstattarget) end as definition
    from pg_catalog.pg_statistic_ext s join (${USER_SCHEMAS}) n on n.oid = s.stxnamespace
    where ${notOfExtension('pg_statistic_ext', 's.oid')}`,
});
