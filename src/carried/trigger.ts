import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

/** Those on partitions that come from the parent's are left out: the parent's makes them. */
export default defineKind({
  what: 'trigger',
  catalog: 'pg_trigger',
  probe: 'not c.tgisinternal',
  query: () => `
    select t.oid, pg_catalog.pg_get_triggerdef(t.oid) || ';' || case t.tgenabled when 'O' then '' else pg_catalog.format(E'\\nALTER TABLE %s %s TRIGGER %I;',
      ${qualifiedName('n.nspname', 'c.relname')}, case t.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end, t.tgname) end as definition
    from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
    where not t.tgisinternal and t.tgparentid = 0 and ${notOfExtension('pg_trigger', 't.oid')} and ${notOfExtension('pg_class', 'c.oid')}`,
});
