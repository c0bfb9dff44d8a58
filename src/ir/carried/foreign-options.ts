/** `OPTIONS (…)` of a foreign object from its array of `name=value`; nothing for null. */
export const optionsOf = (options: string): string => `coalesce(' OPTIONS (' ||
  (select string_agg(format('%I %L', o.option_name, o.option_value), ', ' order by o.option_name) from pg_options_to_table(${options}) o) || ')', '')`;
