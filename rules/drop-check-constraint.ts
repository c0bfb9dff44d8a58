import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text constraint invoice_note check (note is not null));`;

// Kinds that this rule reports; keys are reported by drop-constraint. `null`: the kind isn't known.
const LOOSENS: readonly (string | null)[] = ['check', 'exclude', 'not null', null];

export default defineRule({
  id: 'drop-check-constraint',
  severity: 'warning',
  optIn: true,
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'From now on rows come in that the constraint kept out, and it cannot be put back before they are mended.',
  fix: 'Drop it only after no reader relies on it.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-CONSTRAINT',
  about: ['drop constraint'],

  bad: [{ given, migration: `alter table invoice drop constraint invoice_note;` }],
  good: [
    {
      given,
      migration: `create table draft (id bigint constraint draft_id check (id > 0));
        alter table draft drop constraint draft_id;`,
    },
    { given, migration: `alter table invoice drop constraint if exists other;` },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'drop constraint').filter(
      ({ constraint, flags }) => LOOSENS.includes(constraint) && !flags.includes('nothing changes'),
    );
    return change
      ? `Nothing holds rows of ${named([change.relation])} to \`${change.name}\` any longer.`
      : null;
  },
});
