-- pgTAP keeps its counters in a temporary table and reads it by EXECUTE, which plans the same few queries anew for each
-- assertion: half of the time that assertions take. These do the same by static queries, whose plans stay.
-- Signatures and results are those of pgTAP 1.3; scripts/pgtap-static.test.ts compares them.

create or replace function _get(text) returns integer language plpgsql strict as $f$
begin
  return (select value from __tcache__ where label = $1 limit 1);
end $f$;

create or replace function _get_latest(text) returns integer[] language plpgsql strict as $f$
begin
  -- An exception block would do, too: it starts a subtransaction each time.
  if to_regclass('pg_temp.__tcache__') is null then
    raise exception 'You tried to run a test without a plan! Gotta have a plan';
  end if;
  return (select array[id, value] from __tcache__ where label = $1 order by id desc limit 1);
end $f$;

create or replace function _set(text, integer, text) returns integer language plpgsql as $f$
begin
  update __tcache__ set value = $2, note = coalesce($3, note) where label = $1;
  if not found then
    return _add($1, $2, $3);
  end if;
  return $2;
end $f$;
