import type { IdentifiedKind } from './identified.ts';

const WORDS = `case i.type when 'composite type' then 'TYPE' when 'statistics object' then 'STATISTICS' when 'view column' then 'COLUMN'
  when 'materialized view column' then 'COLUMN' when 'foreign table column' then 'COLUMN' when 'composite type column' then 'COLUMN'
  when 'domain constraint' then 'CONSTRAINT' when 'table constraint' then 'CONSTRAINT' else pg_catalog.upper(i.type) end`;

/** Of what is carried; those of schemas, tables and their parts belong to these, those of an extension's members to it. */
export const comment: IdentifiedKind = {
  what: 'comment',
  query: `
    select d.classoid as classid, d.objoid as oid, d.objsubid as subid, i.type, i.identity,
      pg_catalog.format('COMMENT ON %s %s IS %L;', ${WORDS}, case i.type when 'domain constraint' then pg_catalog.replace(i.identity, ' on ', ' ON DOMAIN ') else i.identity end,
        d.description) as definition, null::pg_catalog.text[] as roles
    from pg_catalog.pg_description d cross join lateral pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
    where d.objoid >= 16384 and d.classoid <> 'pg_catalog.pg_extension'::pg_catalog.regclass and d.classoid <> 'pg_catalog.pg_largeobject'::pg_catalog.regclass
      and not exists (select from pg_catalog.pg_depend m where m.classid = d.classoid and m.objid = d.objoid and m.deptype = 'e')`,
};
