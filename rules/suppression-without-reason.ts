import { defineRule } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key);';

export default defineRule({
  id: 'suppression-without-reason',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Whoever reads the comment cannot tell a decision from an accident.',
  fix: 'Write why it is safe here: `-- wesley-disable-next-line RULE: reason`.',
  source: 'https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS',

  bad: [{ given, migration: '-- wesley-disable-next-line drop-table\ndrop table invoice;' }],
  good: [
    { given, migration: '-- wesley-disable-next-line drop-table: replaced in May\ndrop table invoice;' },
    { given, migration: '-- squawk-ignore ban-drop-table\ndrop table invoice;' },
  ],

  // Comments are no statements: `suppress` reports the findings of this rule.
  check: () => null,
});
