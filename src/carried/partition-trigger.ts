import { defineKind, qualifiedName, USER_SCHEMAS } from './kind.ts';

/** The state of a trigger that a partition has from its parent, where it is another than there. */
export default defineKind({
  what: 'state of trigger',
  catalog: 'pg_trigger',
  probe: 'c.tgparentid <> 0',
  query: () => `
    select t.oid, pg_catalog.format('ALTER TABLE %s %s TRIGGER %I;', ${qualifiedName('n.nspname', 'c.relname')},
      case t.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' when 'A' then 'ENABLE ALWAYS' else 'ENABLE' end, t.tgname) as definition
    from pg_catalog.pg_trigger t join pg_catalog.pg_trigger p on p.oid = t.tgparentid join pg_catalog.pg_class c on c.oid = t.tgrelid
    join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
    where t.tgenabled <> p.tgenabled and not t.tgisinternal`,
});
