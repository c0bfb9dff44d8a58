import { type Kind, known, ours, owner, seen, sorted } from './kind.ts';

/**
 * What stands on tables: constraints, indexes, statistics. Catalogs: pg_constraint, pg_index, pg_statistic_ext.
 *
 * A copy on a partition is told by its table and the name that its first parent has: the server chose its own.
 */
export const KEYS: readonly Kind[] = [
  {
    kind: 'constraint',
    sql: `
      with recursive line(oid, first) as (
        select oid, conname from pg_constraint where conparentid = 0
        union all
        select k.oid, line.first from pg_constraint k join line on k.conparentid = line.oid)
      select k.conrelid::regclass::text || case when k.conparentid = 0 then '.' else ' copy of ' end
          || quote_ident(line.first)
          || case when k.conparentid <> 0 and k.contype = 'f' then ' to ' || k.confrelid::regclass::text else '' end
          as name,
        jsonb_build_object('definition', pg_get_constraintdef(k.oid), 'kind', k.contype,
          'inherited', nullif(k.coninhcount, 0), 'inherited only', nullif(not k.conislocal, false)) as facts
      from pg_constraint k join line on line.oid = k.oid
      join pg_namespace n on n.oid = k.connamespace and ${seen('n.nspname')}
      where k.conrelid <> 0 and k.contype not in ('n', 't') and ${ours('pg_constraint', 'k')}
        and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = k.conrelid
                          and e.deptype = 'e')`,
  },
  {
    kind: 'index',
    sql: `
      select case when c.relispartition then i.indrelid::regclass::text || ' copy of ' || pg_partition_root(c.oid)::text
                  else quote_ident(n.nspname) || '.' || quote_ident(c.relname) end as name,
        jsonb_build_object('table', i.indrelid::regclass::text,
          'definition', replace(pg_get_indexdef(i.indexrelid), ' INDEX ' || quote_ident(c.relname) || ' ON ', ' INDEX ON '),
          'invalid', nullif(not i.indisvalid, false), 'not ready', nullif(not i.indisready, false),
          'not live', nullif(not i.indislive, false), 'clustered', nullif(i.indisclustered, false),
          'replica identity', nullif(i.indisreplident, false), 'primary', nullif(i.indisprimary, false),
          'immediate', i.indimmediate, 'tablespace', s.spcname,
          'statistics', (select jsonb_object_agg(a.attnum, a.attstattarget) from pg_attribute a
                         where a.attrelid = c.oid and a.attstattarget >= 0)) as facts
      from pg_index i join pg_class c on c.oid = i.indexrelid
      join pg_namespace n on n.oid = c.relnamespace and ${seen('n.nspname')}
      left join pg_tablespace s on s.oid = c.reltablespace
      where ${ours('pg_class', 'c')}
        and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = i.indrelid
                          and e.deptype = 'e')`,
  },
  {
    kind: 'statistics',
    sql: `
      select quote_ident(n.nspname) || '.' || quote_ident(s.stxname) as name, jsonb_build_object(
        'definition', pg_get_statisticsobjdef(s.oid), 'owner', ${owner('s.stxowner')},
        'target', nullif(s.stxstattarget, -1)) as facts
      from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace and ${seen('n.nspname')}
      where ${ours('pg_statistic_ext', 's')}`,
  },
  {
    kind: 'policy',
    sql: `
      select p.polrelid::regclass::text || '.' || quote_ident(p.polname) as name, jsonb_build_object(
        'command', p.polcmd, 'restrictive', nullif(not p.polpermissive, false),
        'roles', (select jsonb_agg(case when r = 0 then 'public' else ${owner('r')}::text end
                                   order by case when r = 0 then 'public' else ${owner('r')}::text end)
                  from unnest(p.polroles) r),
        'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) as facts
      from pg_policy p join pg_class c on c.oid = p.polrelid
      join pg_namespace n on n.oid = c.relnamespace and ${seen('n.nspname')}
      where ${ours('pg_policy', 'p')}`,
  },
  {
    kind: 'publication',
    until: 14,
    sql: `
      select quote_ident(p.pubname) as name, to_jsonb(p) - '{oid,pubname,pubowner}'::text[] || jsonb_build_object(
        'owner', ${owner('p.pubowner')},
        'tables', (select jsonb_agg(r.prrelid::regclass::text order by r.prrelid::regclass::text)
                   from pg_publication_rel r where r.prpubid = p.oid)) as facts
      from pg_publication p`,
  },
  {
    kind: 'publication',
    since: 15,
    sql: `
      select quote_ident(p.pubname) as name, to_jsonb(p) - '{oid,pubname,pubowner}'::text[] || jsonb_build_object(
        'owner', ${owner('p.pubowner')},
        'schemas', (select jsonb_agg(s.pnnspid::regnamespace::text order by s.pnnspid::regnamespace::text)
                    from pg_publication_namespace s where s.pnpubid = p.oid),
        'tables', (select jsonb_object_agg(r.prrelid::regclass::text, jsonb_build_object(
                     'where', pg_get_expr(r.prqual, r.prrelid),
                     'columns', (select jsonb_agg(a.attname order by a.attname) from pg_attribute a
                                 where a.attrelid = r.prrelid and a.attnum = any (r.prattrs))))
                   from pg_publication_rel r where r.prpubid = p.oid)) as facts
      from pg_publication p`,
  },
  {
    // How it connects is a secret.
    kind: 'subscription',
    sql: `
      select quote_ident(s.subname) as name, jsonb_build_object('owner', ${owner('s.subowner')},
        'enabled', s.subenabled, 'slot', s.subslotname, 'publications', ${sorted('s.subpublications')}) as facts
      from pg_subscription s where s.subdbid = (select oid from pg_database where datname = current_database())`,
  },
  {
    kind: 'extension',
    sql: `
      select quote_ident(e.extname) as name, jsonb_build_object('schema', e.extnamespace::regnamespace::text,
        'version', e.extversion, 'owner', ${owner('e.extowner')}) as facts
      from pg_extension e`,
  },
  {
    kind: 'dependence on an extension',
    sql: `
      select i.type || ' ' || i.identity || ' on ' || quote_ident(e.extname) as name, '{}'::jsonb as facts
      from pg_depend d join pg_extension e on e.oid = d.refobjid,
        pg_identify_object(d.classid, d.objid, d.objsubid) i
      where d.deptype = 'x' and d.refclassid = 'pg_extension'::regclass`,
  },
  {
    kind: 'server',
    sql: `
      select quote_ident(s.srvname) as name, jsonb_build_object('owner', ${owner('s.srvowner')},
        'wrapper', (select f.fdwname from pg_foreign_data_wrapper f where f.oid = s.srvfdw),
        'type', s.srvtype, 'version', s.srvversion, 'options', ${sorted('s.srvoptions')}) as facts
      from pg_foreign_server s`,
  },
  {
    // Its options may be a password: only whether they are the same is told.
    kind: 'user mapping',
    sql: `
      select quote_ident(m.srvname) || ' for ' || m.usename as name,
        jsonb_build_object('options', md5(m.umoptions::text)) as facts
      from pg_user_mappings m`,
  },
  {
    kind: 'foreign data wrapper',
    sql: `
      select quote_ident(f.fdwname) as name, jsonb_build_object('owner', ${owner('f.fdwowner')},
        'handler', ${known('f.fdwhandler', 'regproc')}, 'validator', ${known('f.fdwvalidator', 'regproc')},
        'options', ${sorted('f.fdwoptions')}) as facts
      from pg_foreign_data_wrapper f where ${ours('pg_foreign_data_wrapper', 'f')}`,
  },
];
