import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

export default defineRule({
  id: 'change-default',
  severity: 'warning',
  optIn: true,
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Versions of the application that leave the column out, and those that write the old default themselves, disagree until all are replaced.',
  fix: 'Let every deployed version write the column itself before its default changes.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-DEFAULT',
  about: ['set default'],

  bad: [
    { given, migration: `alter table invoice alter column note set default 'x';` },
    { given, migration: `alter table invoice alter column note drop default;` },
  ],
  good: [
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft alter column id set default 1;`,
    },
    {
      given,
      migration: `alter table invoice add column paid boolean;
        alter table invoice alter column paid set default false;`,
    },
  ],

  check(statement, context) {
    const added = context.earlier.filter(({ kind }) => kind === 'add column');
    const [change] = exposed(statement, context, 'set default').filter(
      ({ relation, name }) => !added.some((column) => column.relation === relation && column.name === name),
    );
    return change
      ? `Rows that leave \`${change.name}\` of ${named([change.relation])} out get another value.`
      : null;
  },
});
