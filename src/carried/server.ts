import { optionsOf } from './foreign-options.ts';
import { defineKind, notOfExtension } from './kind.ts';

export default defineKind({
  what: 'server',
  catalog: 'pg_foreign_server',
  query: () => `
    select s.oid, pg_catalog.format('CREATE SERVER %I%s%s FOREIGN DATA WRAPPER %I%s;', s.srvname, coalesce(' TYPE ' || pg_catalog.quote_literal(s.srvtype), ''),
      coalesce(' VERSION ' || pg_catalog.quote_literal(s.srvversion), ''), w.fdwname, ${optionsOf('s.srvoptions')}) as definition
    from pg_catalog.pg_foreign_server s join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
    where ${notOfExtension('pg_foreign_server', 's.oid')}`,
});
