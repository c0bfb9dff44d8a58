/**
 * `OPTIONS (…)` of a foreign object from its array of `name=value`; nothing for null. Without what by its name is a secret:
 * definitions are written to files.
 */
export const optionsOf = (options: string): string => `coalesce(' OPTIONS (' ||
  (select pg_catalog.string_agg(pg_catalog.format('%I %L', o.option_name, o.option_value), ', ' order by o.option_name) from pg_catalog.pg_options_to_table(${options}) o
    where o.option_name !~* 'passw|secret|token|key') || ')', '')`;
