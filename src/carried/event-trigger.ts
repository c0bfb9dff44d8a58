import { defineKind, notOfExtension } from './kind.ts';

export default defineKind({
  what: 'event trigger',
  catalog: 'pg_event_trigger',
  query: () => `
    select t.oid, pg_catalog.format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s();', t.evtname, t.evtevent,
        coalesce(' WHEN TAG IN (' || (select pg_catalog.string_agg(pg_catalog.quote_literal(g), ', ' order by g) from pg_catalog.unnest(t.evttags) g) || ')', ''), t.evtfoid::pg_catalog.regproc)
      || case t.evtenabled when 'O' then '' else pg_catalog.format(E'\\nALTER EVENT TRIGGER %I %s;', t.evtname,
        case t.evtenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end) end as definition
    from pg_catalog.pg_event_trigger t where ${notOfExtension('pg_event_trigger', 't.oid')}`,
});
