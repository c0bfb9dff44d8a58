import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'operator family',
  catalog: 'pg_opfamily',
  query: () => `
    select f.oid, pg_catalog.format('CREATE OPERATOR FAMILY %s USING %I;', ${qualifiedName('n.nspname', 'f.opfname')}, m.amname) as definition
    from pg_catalog.pg_opfamily f join (${USER_SCHEMAS}) n on n.oid = f.opfnamespace join pg_catalog.pg_am m on m.oid = f.opfmethod
    where ${notOfExtension('pg_opfamily', 'f.oid')}`,
});
