import { type Kind, ours, owner, seen, sorted } from './kind.ts';

/** Tables of every sort, views, their columns, and sequences. Catalogs: pg_class, pg_attribute, pg_sequence. */
const NAME = `quote_ident(n.nspname) || '.' || quote_ident(c.relname)`;
const FROM = `pg_class c join pg_namespace n on n.oid = c.relnamespace and ${seen('n.nspname')}`;
const OURS = ours('pg_class', 'c');

export const RELATIONS: readonly Kind[] = [
  {
    kind: 'schema',
    sql: `
      select quote_ident(n.nspname) as name, jsonb_build_object('owner', ${owner('n.nspowner')}) as facts
      from pg_namespace n
      where (${ours('pg_namespace', 'n')} or n.nspname = 'public') and ${seen('n.nspname')}`,
  },
  {
    kind: 'relation',
    sql: `
      select ${NAME} as name, jsonb_build_object(
        'kind', c.relkind, 'owner', ${owner('c.relowner')}, 'persistence', c.relpersistence,
        'options', ${sorted('c.reloptions')}, 'toast options', ${sorted('t.reloptions')},
        'access method', a.amname, 'tablespace', s.spcname,
        'of type', nullif(c.reloftype, 0)::regtype::text,
        'partition key', case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
        'partition of', pg_get_expr(c.relpartbound, c.oid),
        'parents', (select jsonb_agg(i.inhparent::regclass::text || case when i.inhdetachpending then ' (detaching)' else '' end
                                     order by i.inhseqno)
                    from pg_inherits i where i.inhrelid = c.oid),
        'replica identity', nullif(c.relreplident, case when c.relkind in ('r', 'p', 'm') then 'd' else 'n' end),
        'row security', nullif(c.relrowsecurity, false), 'forced', nullif(c.relforcerowsecurity, false),
        'unpopulated', nullif(not c.relispopulated, false),
        'query', case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
        'server', f.srvname, 'foreign options', ${sorted('ft.ftoptions')}) as facts
      from ${FROM}
      left join pg_class t on t.oid = c.reltoastrelid
      left join pg_am a on a.oid = c.relam
      left join pg_tablespace s on s.oid = c.reltablespace
      left join pg_foreign_table ft on ft.ftrelid = c.oid
      left join pg_foreign_server f on f.oid = ft.ftserver
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${OURS}`,
  },
  {
    // NOT NULL is told by column: since 18 it is a constraint whose name the server may have chosen.
    kind: 'column',
    sql: `
      select ${NAME} || '.' || quote_ident(a.attname) as name, jsonb_build_object(
        'type', format_type(a.atttypid, a.atttypmod), 'not null', nullif(a.attnotnull, false),
        'not null is', case when c.relkind <> 'v' then nullif(concat_ws(', ',
            case when not k.convalidated then 'not valid' end, case when k.connoinherit then 'not inherited' end), '') end,
        'default', case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
        'generated', nullif(a.attgenerated::text, ''),
        'generation', case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end,
        'identity', nullif(a.attidentity::text, ''),
        'collation', case when a.attcollation <> t.typcollation then nullif(a.attcollation, 0)::regcollation::text end,
        'storage', case when a.attstorage <> t.typstorage and c.relkind <> 'v' then a.attstorage end,
        'compression', nullif(a.attcompression::text, ''), 'statistics', nullif(a.attstattarget, -1),
        'options', ${sorted('a.attoptions')}, 'foreign options', ${sorted('a.attfdwoptions')},
        'inherited', nullif(a.attinhcount, 0), 'inherited only', nullif(not a.attislocal, false)) as facts
      from ${FROM}
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      left join pg_constraint k on k.conrelid = c.oid and k.contype = 'n' and k.conkey[1] = a.attnum
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${OURS}`,
  },
  {
    // Where it stands (`last_value`) is data.
    kind: 'sequence',
    sql: `
      select ${NAME} as name, jsonb_build_object(
        'owner', ${owner('c.relowner')}, 'persistence', c.relpersistence, 'type', format_type(s.seqtypid, null),
        'start', s.seqstart::text, 'increment', s.seqincrement::text, 'minimum', s.seqmin::text,
        'maximum', s.seqmax::text, 'cache', s.seqcache::text, 'cycle', nullif(s.seqcycle, false),
        'column', (select d.refobjid::regclass::text || '.' || quote_ident(a.attname)
                   from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                   where d.classid = 'pg_class'::regclass and d.objid = c.oid
                     and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i'))) as facts
      from ${FROM} join pg_sequence s on s.seqrelid = c.oid
      where ${OURS}`,
  },
];
