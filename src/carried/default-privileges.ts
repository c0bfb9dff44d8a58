import { defineKind } from './kind.ts';

const OBJECTS = `case d.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS' when 'T' then 'TYPES'
  when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end`;

// Of a schema they add to those of the whole database; without a schema they stand for the built-in ones.
const BASE = `case when d.defaclnamespace = 0 then pg_catalog.acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole) else pg_catalog.acldefault('c', d.defaclrole) end`;
const line = (verb: string, word: string, from: string, without: string): string => `
  select pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s ${verb} %s ON %s ${word} %s%s;', o.rolname, coalesce(' IN SCHEMA ' || pg_catalog.quote_ident(n.nspname), ''),
    pg_catalog.string_agg(a.privilege_type, ', ' order by a.privilege_type), ${OBJECTS}, coalesce(pg_catalog.quote_ident(g.rolname), 'PUBLIC'),
    case when a.is_grantable and '${verb}' = 'GRANT' then ' WITH GRANT OPTION' else '' end) as line
  from (select * from pg_catalog.aclexplode(${from}) except select * from pg_catalog.aclexplode(${without})) a left join pg_catalog.pg_roles g on g.oid = a.grantee
  group by g.rolname, a.is_grantable`;

export default defineKind({
  what: 'default privileges',
  catalog: 'pg_default_acl',
  namesRoles: true,
  query: () => `
    select d.oid, (select pg_catalog.string_agg(l.line, E'\\n' order by l.line desc) from (${line('REVOKE', 'FROM', BASE, 'd.defaclacl')} union all ${line('GRANT', 'TO', 'd.defaclacl', BASE)}) l) as definition,
      (select pg_catalog.array_agg(distinct r.rolname::pg_catalog.text order by r.rolname::pg_catalog.text) from pg_catalog.pg_roles r where r.oid = d.defaclrole
        or r.oid in (select a.grantee from pg_catalog.aclexplode(d.defaclacl) a)) as roles
    from pg_catalog.pg_default_acl d join pg_catalog.pg_roles o on o.oid = d.defaclrole left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace`,
});
