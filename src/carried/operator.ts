import { defineKind, notOfExtension, USER_SCHEMAS } from './kind.ts';

const related = (column: string, name: string): string =>
  `case when o.${column} <> 0 then (select pg_catalog.format('${name} = OPERATOR(%I.%s)', rn.nspname, r.oprname) from pg_catalog.pg_operator r
     join pg_catalog.pg_namespace rn on rn.oid = r.oprnamespace where r.oid = o.${column}) end`;

/** A commutator or negator that isn't there yet is made as a shell: PostgreSQL fills it in when it comes. */
export default defineKind({
  what: 'operator',
  catalog: 'pg_operator',
  query: () => `
    select o.oid, pg_catalog.format('CREATE OPERATOR %I.%s (%s);', n.nspname, o.oprname,
      pg_catalog.concat_ws(', ', 'FUNCTION = ' || o.oprcode::pg_catalog.regproc,
        case when o.oprleft <> 0 then 'LEFTARG = ' || pg_catalog.format_type(o.oprleft, null) end,
        case when o.oprright <> 0 then 'RIGHTARG = ' || pg_catalog.format_type(o.oprright, null) end,
        ${related('oprcom', 'COMMUTATOR')}, ${related('oprnegate', 'NEGATOR')},
        case when o.oprrest <> 0 then 'RESTRICT = ' || o.oprrest::pg_catalog.regproc end,
        case when o.oprjoin <> 0 then 'JOIN = ' || o.oprjoin::pg_catalog.regproc end,
        case when o.oprcanhash then 'HASHES' end, case when o.oprcanmerge then 'MERGES' end)) as definition
    from pg_catalog.pg_operator o join (${USER_SCHEMAS}) n on n.oid = o.oprnamespace
    where o.oprcode <> 0 and ${notOfExtension('pg_operator', 'o.oid')}`,
});
