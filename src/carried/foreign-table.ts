import { optionsOf } from './foreign-options.ts';
import { defineKind, notOfExtension, notOurs, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'foreign table',
  catalog: 'pg_class',
  probe: `c.relkind = 'f' and ${notOurs('c.relnamespace')}`,
  query: () => `
    select c.oid, pg_catalog.format('CREATE FOREIGN TABLE %s (%s) SERVER %I%s;', ${qualifiedName('n.nspname', 'c.relname')},
      pg_catalog.concat_ws(', ',
        (select pg_catalog.string_agg(pg_catalog.format('%I %s%s%s%s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), ${optionsOf('a.attfdwoptions')},
            coalesce(' DEFAULT ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''), case when a.attnotnull then ' NOT NULL' else '' end), ', ' order by a.attnum)
         from pg_catalog.pg_attribute a left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
        (select pg_catalog.string_agg(pg_catalog.format('CONSTRAINT %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid)), ', ' order by k.conname)
         from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'c')), s.srvname, ${optionsOf('f.ftoptions')}) as definition
    from pg_catalog.pg_foreign_table f join pg_catalog.pg_class c on c.oid = f.ftrelid join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
    join pg_catalog.pg_foreign_server s on s.oid = f.ftserver where ${notOfExtension('pg_class', 'c.oid')}`,
});
