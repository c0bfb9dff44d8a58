import { defineKind, qualifiedName, USER_SCHEMAS } from './kind.ts';

/** A trigger behind a constraint that somebody switched off: the constraint checks nothing any more. */
export default defineKind({
  what: 'disabled trigger',
  catalog: 'pg_trigger',
  probe: "c.tgisinternal and c.tgenabled = 'D'",
  query: () => `
    select t.oid, pg_catalog.format('-- of the constraint %s on %s the trigger that calls %s is disabled', pg_catalog.quote_ident(k.conname),
      ${qualifiedName('n.nspname', 'c.relname')}, t.tgfoid::pg_catalog.regproc) as definition
    from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid join (${USER_SCHEMAS}) n on n.oid = c.relnamespace
    join pg_catalog.pg_constraint k on k.oid = t.tgconstraint
    where t.tgisinternal and t.tgenabled = 'D'`,
});
