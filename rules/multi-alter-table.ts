import { defineRule, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

// Changes that should have a transaction of their own, or that must be the only one in their statement.
const APART: readonly string[] = [
  'validate constraint',
  'attach partition',
  'detach partition',
  'rename table',
  'rename column',
  'set schema',
];
const ALTERS =
  /^(?:add (?!enum)|alter|drop (?:column|constraint|not null)|set (?:default|not null|options)|other)/;

export default defineRule({
  id: 'multi-alter-table',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Every ALTER TABLE waits for its lock anew, and each that reads or rewrites the table does so by itself.',
  fix: 'Write the subcommands into one `ALTER TABLE`, with commas between them.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',

  bad: [
    {
      given,
      migration: `alter table invoice add column paid boolean;
        alter table invoice add column due date;`,
    },
  ],
  good: [
    { given, migration: `alter table invoice add column paid boolean, add column due date;` },
    {
      given,
      migration: `alter table invoice add constraint c check (id > 0) not valid;
        alter table invoice validate constraint c;`,
    },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft add column a int;
        alter table draft add column b int;`,
    },
  ],

  check({ kind, changes }, context) {
    const [change] = changes;
    if (kind !== 'ALTER TABLE' || !change || context.isNew(change.relation)) return null;
    if (changes.some((part) => APART.includes(part.kind) || part.notValid)) return null;
    const isAltered = context.earlier.some(
      (part) => part.relation === change.relation && ALTERS.test(part.kind) && !part.notValid,
    );
    return isAltered ? `An earlier statement of the file alters ${named([change.relation])} too.` : null;
  },
});
