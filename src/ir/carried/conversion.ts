import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'conversion',
  catalog: 'pg_conversion',
  query: () => `
    select c.oid, format('CREATE %sCONVERSION %s FOR %L TO %L FROM %s;', case when c.condefault then 'DEFAULT ' else '' end,
      ${qualifiedName('n.nspname', 'c.conname')}, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc::regproc) as definition
    from pg_conversion c join (${USER_SCHEMAS}) n on n.oid = c.connamespace
    where ${notOfExtension('pg_conversion', 'c.oid')}`,
});
