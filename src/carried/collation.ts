import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

/** Its members have had three names: `colliculocale` in 15, `colllocale` from 17, `collcollate` before. */
export default defineKind({
  what: 'collation',
  catalog: 'pg_collation',
  query: () => `
    select c.oid, pg_catalog.format('CREATE COLLATION %s (PROVIDER = %s%s%s%s%s);', ${qualifiedName('n.nspname', 'c.collname')},
      case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
      coalesce(', LOCALE = ' || pg_catalog.quote_literal(coalesce(j->>'colllocale', j->>'colliculocale', case when c.collprovider = 'i' then c.collcollate end)), ''),
      case when c.collprovider = 'c' then pg_catalog.format(', LC_COLLATE = %L, LC_CTYPE = %L', c.collcollate, c.collctype) else '' end,
      coalesce(', RULES = ' || pg_catalog.quote_literal(j->>'collicurules'), ''),
      case when c.collisdeterministic then '' else ', DETERMINISTIC = false' end) as definition
    from pg_catalog.pg_collation c join (${USER_SCHEMAS}) n on n.oid = c.collnamespace cross join lateral pg_catalog.to_jsonb(c) j
    where ${notOfExtension('pg_collation', 'c.oid')}`,
});
