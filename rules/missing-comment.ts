import { defineRule, named, ownTables } from '../src/check/rule.ts';

export default defineRule({
  id: 'missing-comment',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  late: ['create table'],
  until: 'end of history',
  why: 'Who reads the database learns what the table is for from its name alone.',
  fix: 'Write `COMMENT ON TABLE` in the same file.',
  source: 'https://www.postgresql.org/docs/18/sql-comment.html',

  bad: [{ given: '', migration: `create table invoice (id bigint primary key);` }],
  good: [
    {
      given: '',
      migration: `create table invoice (id bigint primary key);
        comment on table invoice is 'What a customer owes.';`,
    },
    { given: '', migration: `create temporary table invoice (id bigint);` },
    {
      given: 'create table event (id bigint) partition by range (id);',
      migration: `create table event_1 partition of event for values from (1) to (9);`,
    },
  ],

  check(statement, context) {
    const bare = ownTables(statement).find(
      ({ relation }) =>
        !context.earlier.some(
          (other) => other.kind === 'comment' && other.relation === relation && other.name === '',
        ),
    );
    return bare ? `Nothing says what ${named([bare.relation])} is for.` : null;
  },
});
