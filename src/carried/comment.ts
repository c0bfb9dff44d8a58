import type { IdentifiedKind } from './identified.ts';
import { FIRST_USER_OID } from './kind.ts';

const WORDS = `case i.type when 'composite type' then 'TYPE' when 'statistics object' then 'STATISTICS' when 'view column' then 'COLUMN'
  when 'materialized view column' then 'COLUMN' when 'foreign table column' then 'COLUMN' when 'composite type column' then 'COLUMN'
  when 'domain constraint' then 'CONSTRAINT' when 'table constraint' then 'CONSTRAINT' else pg_catalog.upper(i.type) end`;

const of = (catalog: string): string => `d.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass`;

// Comments of schemas, tables and their parts, sequences and enums are facts of these, of an extension's members the
// extension's.
const CARRIED = `pg_catalog.pg_description d
  where d.objoid >= ${FIRST_USER_OID} and not ${of('pg_extension')} and not ${of('pg_largeobject')} and not ${of('pg_namespace')} and not ${of('pg_policy')}
    and not (${of('pg_class')} and exists (select from pg_catalog.pg_class c left join pg_catalog.pg_index x on x.indexrelid = c.oid
      left join pg_catalog.pg_class t on t.oid = x.indrelid where c.oid = d.objoid and coalesce(t.relkind, c.relkind) in ('r', 'p', 'S')))
    and not (${of('pg_constraint')} and exists (select from pg_catalog.pg_constraint k where k.oid = d.objoid and k.conrelid <> 0))
    and not (${of('pg_type')} and exists (select from pg_catalog.pg_type y where y.oid = d.objoid and y.typtype = 'e'))
    and not exists (select from pg_catalog.pg_depend m where m.classid = d.classoid and m.objid = d.objoid and m.deptype = 'e')`;

export const comment: IdentifiedKind = {
  what: 'comment',
  probe: `select from ${CARRIED}`,
  query: `
    select d.classid, d.oid, d.subid, i.type, i.identity,
      pg_catalog.format('COMMENT ON %s %s IS %L;', ${WORDS}, case i.type when 'domain constraint' then pg_catalog.replace(i.identity, ' on ', ' ON DOMAIN ')
        when 'aggregate' then pg_catalog.regexp_replace(i.identity, '\\(\\)$', '(*)') else i.identity end,
        d.description) as definition, null::pg_catalog.text[] as roles
    from (select d.classoid as classid, d.objoid as oid, d.objsubid as subid, d.description from ${CARRIED}) d
    cross join lateral pg_catalog.pg_identify_object(d.classid, d.oid, d.subid) i`,
};
