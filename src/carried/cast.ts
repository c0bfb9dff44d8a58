import { defineKind, FIRST_USER_OID, notInternal, notOfExtension } from './kind.ts';

export default defineKind({
  what: 'cast',
  catalog: 'pg_cast',
  query: () => `
    select c.oid, pg_catalog.format('CREATE CAST (%s AS %s) %s%s;', pg_catalog.format_type(c.castsource, null), pg_catalog.format_type(c.casttarget, null),
      case c.castmethod when 'f' then 'WITH FUNCTION ' || c.castfunc::pg_catalog.regprocedure when 'i' then 'WITH INOUT' else 'WITHOUT FUNCTION' end,
      case c.castcontext when 'a' then ' AS ASSIGNMENT' when 'i' then ' AS IMPLICIT' else '' end) as definition
    from pg_catalog.pg_cast c where c.oid >= ${FIRST_USER_OID} and ${notOfExtension('pg_cast', 'c.oid')} and ${notInternal('pg_cast', 'c.oid')}`,
});
