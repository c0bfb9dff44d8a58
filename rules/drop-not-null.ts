import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text not null);`;

export default defineRule({
  id: 'drop-not-null',
  severity: 'warning',
  optIn: true,
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Readers that rely on a value being there meet a null.',
  fix: 'Deploy an application that copes with a null first.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL',
  about: ['drop not null'],

  bad: [{ given, migration: `alter table invoice alter column note drop not null;` }],
  good: [
    {
      given,
      migration: `create table draft (id bigint not null);
        alter table draft alter column id drop not null;`,
    },
    { given, migration: `alter table invoice alter column note set not null;` },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'drop not null').filter(
      ({ flags }) => !flags.includes('nothing changes'),
    );
    return change ? `\`${change.name}\` of ${named([change.relation])} may be null from now on.` : null;
  },
});
