import { defineKind, notOfExtension, qualifiedName, USER_SCHEMAS } from './kind.ts';

export default defineKind({
  what: 'rule',
  catalog: 'pg_rewrite',
  probe: "c.rulename <> '_RETURN'",
  query: () => `
    select w.oid, pg_catalog.pg_get_ruledef(w.oid) || case w.ev_enabled when 'O' then '' else pg_catalog.format(E'\\nALTER TABLE %s %s RULE %I;', ${qualifiedName('n.nspname', 'c.relname')},
      case w.ev_enabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end, w.rulename) end as definition
    from pg_catalog.pg_rewrite w join pg_catalog.pg_class c on c.oid = w.ev_class join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
    where w.rulename <> '_RETURN' and ${notOfExtension('pg_rewrite', 'w.oid')}`,
});
