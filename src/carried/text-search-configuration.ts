import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

/** `ts_token_type` of the parser names the tokens; pg_ts_config_map has only their numbers. */
export default defineKind({
  what: 'text search configuration',
  catalog: 'pg_ts_config',
  query: () => `
    select c.oid, pg_catalog.format('CREATE TEXT SEARCH CONFIGURATION %s (PARSER = %s);', ${qualifiedName('n.nspname', 'c.cfgname')}, ${qualifiedName('pn.nspname', 'p.prsname')})
      || coalesce((select pg_catalog.string_agg(pg_catalog.format(E'\\nALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR %I WITH %s;', ${qualifiedName('n.nspname', 'c.cfgname')}, t.alias, m.dicts), '' order by t.alias)
         from (select m.maptokentype, pg_catalog.string_agg(${qualifiedName('dn.nspname', 'd.dictname')}, ', ' order by m.mapseqno) as dicts
               from pg_catalog.pg_ts_config_map m join pg_catalog.pg_ts_dict d on d.oid = m.mapdict join pg_catalog.pg_namespace dn on dn.oid = d.dictnamespace
               where m.mapcfg = c.oid group by m.maptokentype) m
         join pg_catalog.ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype), '') as definition
    from pg_catalog.pg_ts_config c join (${USER_SCHEMAS}) n on n.oid = c.cfgnamespace
    join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser join pg_catalog.pg_namespace pn on pn.oid = p.prsnamespace
    where ${notOfExtension('pg_ts_config', 'c.oid')}`,
});
