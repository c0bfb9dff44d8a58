import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

// The operators and functions of a family that are tied to the class, as pg_dump tells them: by pg_depend, deptype i.
const memberOf = (catalog: string, alias: string): string =>
  `exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass and d.objid = ${alias}.oid
     and d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and d.refobjid = c.oid and d.deptype = 'i')`;

export default defineKind({
  what: 'operator class',
  catalog: 'pg_opclass',
  query: () => `
    select c.oid, pg_catalog.format('CREATE OPERATOR CLASS %s%s FOR TYPE %s USING %I FAMILY %s AS %s;', ${qualifiedName('n.nspname', 'c.opcname')},
      case when c.opcdefault then ' DEFAULT' else '' end, pg_catalog.format_type(c.opcintype, null), m.amname, ${qualifiedName('fn.nspname', 'f.opfname')},
      pg_catalog.concat_ws(', ',
        (select pg_catalog.string_agg(pg_catalog.format('OPERATOR %s %I.%s(%s,%s)%s', o.amopstrategy, pn.nspname, p.oprname, pg_catalog.format_type(o.amoplefttype, null),
            pg_catalog.format_type(o.amoprighttype, null),
            case when o.amopsortfamily <> 0 then (select ' FOR ORDER BY ' || ${qualifiedName('sn.nspname', 's.opfname')} from pg_catalog.pg_opfamily s
              join pg_catalog.pg_namespace sn on sn.oid = s.opfnamespace where s.oid = o.amopsortfamily) else '' end), ', ' order by o.amopstrategy, o.oid)
         from pg_catalog.pg_amop o join pg_catalog.pg_operator p on p.oid = o.amopopr join pg_catalog.pg_namespace pn on pn.oid = p.oprnamespace
         where o.amopfamily = f.oid and ${memberOf('pg_amop', 'o')}),
        (select pg_catalog.string_agg(pg_catalog.format('FUNCTION %s (%s, %s) %s', a.amprocnum, pg_catalog.format_type(a.amproclefttype, null), pg_catalog.format_type(a.amprocrighttype, null),
            a.amproc::pg_catalog.regprocedure), ', ' order by a.amprocnum, a.oid)
         from pg_catalog.pg_amproc a where a.amprocfamily = f.oid and ${memberOf('pg_amproc', 'a')}),
        'STORAGE ' || pg_catalog.format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), null))) as definition
    from pg_catalog.pg_opclass c join (${USER_SCHEMAS}) n on n.oid = c.opcnamespace join pg_catalog.pg_am m on m.oid = c.opcmethod
    join pg_catalog.pg_opfamily f on f.oid = c.opcfamily join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace
    where ${notOfExtension('pg_opclass', 'c.oid')}`,
});
