import { defineRule } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key);';

export default defineRule({
  id: 'unused-suppression',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'The comment switches nothing off now, and will hide the next finding that nobody has looked at.',
  fix: 'Remove the comment, or name the rule that is meant.',
  source: 'https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS',

  bad: [
    { given, migration: '-- wesley-disable-next-line drop-table: it is empty\nselect 1;' },
    { given, migration: '-- wesley-disable-next-line drop-tabel: it is empty\ndrop table invoice;' },
    { given, migration: '-- wesley-disable-file truncate: it is empty\ndrop table invoice;' },
  ],
  good: [
    { given, migration: '-- wesley-disable-next-line drop-table: it is empty\ndrop table invoice;' },
    { given, migration: '-- squawk-ignore ban-drop-table\nselect 1;' },
  ],

  // Comments are no statements: `suppress` reports the findings of this rule.
  check: () => null,
});
