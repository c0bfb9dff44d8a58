import { defineKind, notOfExtension } from './kind.ts';

export default defineKind({
  what: 'event trigger',
  catalog: 'pg_event_trigger',
  query: () => `
    select t.oid, format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s();', t.evtname, t.evtevent,
        coalesce(format(E' WHEN TAG IN (%s)', (select string_agg(quote_literal(g), ', ' order by g) from unnest(t.evttags) g)), ''), t.evtfoid::regproc)
      || case t.evtenabled when 'O' then '' else format(E'\\nALTER EVENT TRIGGER %I %s;', t.evtname,
        case t.evtenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end) end as definition
    from pg_event_trigger t where ${notOfExtension('pg_event_trigger', 't.oid')}`,
});
