/**
 * Functions that a test file creates for itself, within its transaction. They read catalogs under a fixed
 * search_path, so that the names which they return don't depend on the schema that pgTAP is installed in.
 */
export const CATALOG_FUNCTIONS = [
  `create function pg_temp.wesley_type(rel regclass, col name) returns text language sql stable set search_path = pg_catalog as $$
  select format_type(atttypid, atttypmod) from pg_attribute where attrelid = rel and attname = col and not attisdropped
$$;`,
  `create function pg_temp.wesley_default(rel regclass, col name) returns text language sql stable set search_path = pg_catalog as $$
  select pg_get_expr(adbin, adrelid) from pg_attrdef join pg_attribute on attrelid = adrelid and attnum = adnum
  where adrelid = rel and attname = col
$$;`,
  `create function pg_temp.wesley_column_kind(rel regclass, col name) returns text language sql stable set search_path = pg_catalog as $$
  select attidentity::text || '/' || attgenerated::text from pg_attribute where attrelid = rel and attname = col
$$;`,
  `create function pg_temp.wesley_constraint(rel regclass, named name) returns text language sql stable set search_path = pg_catalog as $$
  select pg_get_constraintdef(oid) from pg_constraint where conrelid = rel and conname = named
$$;`,
  `create function pg_temp.wesley_index(rel regclass, named name) returns text language sql stable set search_path = pg_catalog as $$
  select case when indisunique then 'unique ' else '' end || case when indisvalid then '' else 'invalid ' end
    || substring(pg_get_indexdef(indexrelid) from ' (USING .*)$')
  from pg_index join pg_class on pg_class.oid = indexrelid where indrelid = rel and relname = named
$$;`,
  `create function pg_temp.wesley_policy(rel regclass, named name) returns text language sql stable set search_path = pg_catalog as $$
  select case when polpermissive then 'permissive' else 'restrictive' end
    || ' for ' || case polcmd when '*' then 'ALL' when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' else 'DELETE' end
    || ' to ' || case when polroles = '{0}' then 'PUBLIC' else
      (select string_agg(quote_ident(rolname), ', ' order by rolname collate "C") from pg_roles where oid = any (polroles)) end
  from pg_policy where polrelid = rel and polname = named
$$;`,
  `create function pg_temp.wesley_policy_terms(rel regclass, named name) returns text language sql stable set search_path = pg_catalog as $$
  select 'using ' || coalesce(pg_get_expr(polqual, polrelid), '-') || ' check ' || coalesce(pg_get_expr(polwithcheck, polrelid), '-')
  from pg_policy where polrelid = rel and polname = named
$$;`,
  `create function pg_temp.wesley_row_security(rel regclass) returns text language sql stable set search_path = pg_catalog as $$
  select case when relrowsecurity then 'on' else 'off' end || case when relforcerowsecurity then ', forced' else '' end
  from pg_class where oid = rel
$$;`,
] as const;

/**
 * Runs one statement as a role under some settings and undoes it. Returns the number of rows, or the SQLSTATE of an
 * error.
 */
export const AS_ROLE = `create function pg_temp.wesley_as(probe name, settings text[], statement text) returns text language plpgsql as $$
declare
  seen bigint;
begin
  for i in 1 .. coalesce(array_length(settings, 1), 0) by 2 loop
    perform set_config(settings[i], settings[i + 1], true);
  end loop;
  -- A key finds one row: what a policy says of the others, an error included, is no answer about this one.
  perform set_config('enable_seqscan', 'off', true);
  execute format('set local role %I', probe);
  execute statement;
  get diagnostics seen = row_count;
  raise exception using errcode = 'WE001', message = seen::text;
exception
  when sqlstate 'WE001' then return sqlerrm;
  when others then return sqlstate;
end
$$;`;

/**
 * Turns the error of a policy's own expression into the expected denial: no row is shown or written then either.
 * Other outcomes stay as they are, because they are no answer of a policy's USING: 42501 (a row was reached and
 * failed WITH CHECK), a violated constraint, an unknown name, a lock or a resource that was not available.
 */
export const DENIAL = `create function pg_temp.wesley_denial(outcome text, denied text) returns text language sql immutable as $$
  select case when outcome !~ '^[0-9A-Z]{5}$' then outcome
    when outcome = '42704' or left(outcome, 2) not in ('08', '23', '25', '40', '42', '53', '54', '55', '57', '58', 'XX')
    then denied else outcome end
$$;`;
