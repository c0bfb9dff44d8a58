import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'conversion',
  catalog: 'pg_conversion',
  query: () => `
    select c.oid, pg_catalog.format('CREATE %sCONVERSION %s FOR %L TO %L FROM %s;', case when c.condefault then 'DEFAULT ' else '' end,
      ${qualifiedName('n.nspname', 'c.conname')}, pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding), c.conproc::pg_catalog.regproc) as definition
    from pg_catalog.pg_conversion c join (${USER_SCHEMAS}) n on n.oid = c.connamespace
    where ${notOfExtension('pg_conversion', 'c.oid')}`,
});
