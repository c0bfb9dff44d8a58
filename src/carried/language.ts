import { defineKind, FIRST_USER_OID, notOfExtension } from './kind.ts';

export default defineKind({
  what: 'language',
  catalog: 'pg_language',
  query: () => `
    select l.oid, pg_catalog.format('CREATE %sLANGUAGE %I HANDLER %s%s%s;', case when l.lanpltrusted then 'TRUSTED ' else '' end, l.lanname,
      l.lanplcallfoid::pg_catalog.regproc, case when l.laninline <> 0 then ' INLINE ' || l.laninline::pg_catalog.regproc else '' end,
      case when l.lanvalidator <> 0 then ' VALIDATOR ' || l.lanvalidator::pg_catalog.regproc else '' end) as definition
    from pg_catalog.pg_language l where l.oid >= ${FIRST_USER_OID} and l.lanplcallfoid <> 0 and ${notOfExtension('pg_language', 'l.oid')}`,
});
