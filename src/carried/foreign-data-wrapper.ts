import { optionsOf } from './foreign-options.ts';
import { defineKind, notOfExtension } from './kind.ts';

export default defineKind({
  what: 'foreign-data wrapper',
  catalog: 'pg_foreign_data_wrapper',
  query: () => `
    select w.oid, pg_catalog.format('CREATE FOREIGN DATA WRAPPER %I%s%s%s;', w.fdwname,
      case when w.fdwhandler <> 0 then ' HANDLER ' || w.fdwhandler::pg_catalog.regproc else '' end,
      case when w.fdwvalidator <> 0 then ' VALIDATOR ' || w.fdwvalidator::pg_catalog.regproc else '' end, ${optionsOf('w.fdwoptions')}) as definition
    from pg_catalog.pg_foreign_data_wrapper w where ${notOfExtension('pg_foreign_data_wrapper', 'w.oid')}`,
});
