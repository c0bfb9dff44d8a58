import { defineRule } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key);';

export default defineRule({
  id: 'identifier-too-long',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'PostgreSQL cuts the name to 63 bytes without an error: two names become one, and tools that look for the whole name find nothing.',
  fix: 'Choose a name of at most 63 bytes.',
  source: 'https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS',

  bad: [
    {
      given,
      migration:
        'create index concurrently invoice_with_a_name_that_goes_on_and_on_until_nobody_can_read_it_idx on invoice (id);',
    },
    { given, migration: `alter table invoice add column "${'é'.repeat(32)}" text;` },
  ],
  good: [
    { given, migration: `alter table invoice add column "${'é'.repeat(31)}" text;` },
    { given, migration: `comment on table invoice is '${'a'.repeat(80)}';` },
    {
      given,
      migration: `create view v as select 'a_text_that_is_a_great_deal_longer_than_sixty_three_bytes_and_is_no_name' as x;`,
    },
  ],

  check({ longNames: [name] }) {
    return name === undefined ? null : `\`${name}\` has more than the 63 bytes that PostgreSQL keeps.`;
  },
});
